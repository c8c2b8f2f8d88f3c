using LocalCascade.Completion.Syntax;

namespace LocalCascade.Completion.Cascade;

/// <summary>A place to complete: the question, what the syntax around the cursor says, and the settings it is answered under.</summary>
internal sealed record CompletionPlace(CompletionRequest Request, CursorSyntax Syntax, CompletionShape Shape, EngineSettings Settings)
{
    /// <summary>0 for a source's best text; n for the n-th next, of sources that have several.</summary>
    public int Alternative { get; init; }
}
