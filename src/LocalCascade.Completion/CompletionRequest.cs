using LocalCascade.Completion.Documents;

namespace LocalCascade.Completion;

/// <summary>One question to the engine.</summary>
public sealed record CompletionRequest
{
    /// <summary>The document as it stands at this place of the protocol's stream.</summary>
    public required DocumentSnapshot Document { get; init; }

    /// <summary>The cursor's UTF-16 offset, 0 to the text's length.</summary>
    public required int Offset { get; init; }

    /// <summary>Why it is asked.</summary>
    public CompletionTrigger Trigger { get; init; } = CompletionTrigger.Automatic;

    /// <summary>The entry selected in the editor's suggest widget, if open; a suggestion must extend its text and use its range.</summary>
    public SelectedCompletion? Selected { get; init; }

    /// <summary>Columns of a tab, 1 to 16; null when the editor did not say.</summary>
    public int? TabSize { get; init; }

    /// <summary>Whether the editor indents with spaces; null when it did not say.</summary>
    public bool? InsertSpaces { get; init; }

    /// <summary>The most suggestions wanted; more than one only for an <see cref="CompletionTrigger.Invoked"/> request.</summary>
    public int MaxItems { get; init; } = 1;

    /// <summary>Where the answer may come from.</summary>
    public CompletionTier Tier { get; init; } = CompletionTier.Auto;
}
