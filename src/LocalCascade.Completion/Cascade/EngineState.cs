using LocalCascade.Completion.Rules;

namespace LocalCascade.Completion.Cascade;

/// <summary>What a request is answered under: swapped whole, so that a request sees one state.</summary>
internal sealed record EngineState(EngineSettings Settings, string? ModelFolder, IReadOnlyList<string> WorkspaceFolders, FileRules Rules)
{
    /// <summary>The name that answers are kept by; see <see cref="AnswerMaker"/>.</summary>
    public required string Maker { get; init; }
}
