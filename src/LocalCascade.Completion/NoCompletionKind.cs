namespace LocalCascade.Completion;

/// <summary>The kinds of reasons for an empty answer.</summary>
public enum NoCompletionKind
{
    /// <summary>The user switched completions off here, by setting or language.</summary>
    Disabled,

    /// <summary>The file is excluded: a secret, ignored by git, or matched by the user's own pattern.</summary>
    Excluded,

    /// <summary>The place is one where suggestions get in the way: inside a word, after a closer, before code on the same line.</summary>
    Unsuitable,

    /// <summary>The model is not loaded yet, or could not be loaded, and the workspace predictor had nothing.</summary>
    NotReady,

    /// <summary>The sources were asked and found nothing.</summary>
    NothingFound,

    /// <summary>There was text, but its confidence is below the threshold.</summary>
    LowConfidence,

    /// <summary>There was text, but nothing worth showing was left after mending (repeats the suffix, repeats itself, empty).</summary>
    Filtered,

    /// <summary>There was text, but the user dismissed it at this place, and there is no other.</summary>
    Dismissed,

    /// <summary>The document is too large to work on.</summary>
    TooLarge,

    /// <summary>The cloud was asked for and gave no answer, or may not be asked.</summary>
    NoCloud,
}
