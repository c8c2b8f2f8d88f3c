namespace LocalCascade.Daemon.Lsp;

/// <summary>Where a session stands in LSP's life cycle.</summary>
internal enum SessionState
{
    /// <summary>Nothing but <c>initialize</c> and <c>exit</c> is taken.</summary>
    Started,

    Initialized,

    /// <summary><c>shutdown</c> was answered; only <c>exit</c> is taken.</summary>
    ShutDown,
}
