namespace LocalCascade.Completion.Observing;

/// <summary>Where the workspace predictor has a text from.</summary>
public enum PredictionSource
{
    /// <summary>The file that is edited.</summary>
    ThisFile,

    /// <summary>Another file that was edited lately.</summary>
    EditedFile,

    /// <summary>A file on disk that is like the edited one, of the same folder.</summary>
    SameFolder,

    /// <summary>A file elsewhere in the workspace.</summary>
    Workspace,

    /// <summary>Nowhere as a whole: it was composed token by token.</summary>
    Composed,
}
