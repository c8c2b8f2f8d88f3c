namespace LocalCascade.Completion.Workspace;

/// <summary>The nested caches that a candidate may come from, the innermost first.</summary>
internal enum CodeLevel
{
    /// <summary>The cursor's file.</summary>
    File,

    /// <summary>Another file that is open in the editor, the last edited ones.</summary>
    Edited,

    /// <summary>Another file of the same folder.</summary>
    Folder,

    /// <summary>The rest of the workspace.</summary>
    Workspace,
}
