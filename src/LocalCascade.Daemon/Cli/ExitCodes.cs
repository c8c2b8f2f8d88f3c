namespace LocalCascade.Daemon.Cli;

/// <summary>What the program's exit code says.</summary>
internal static class ExitCodes
{
    public const int Success = 0;

    /// <summary>The command could not be done; a sentence on standard error says why. Bad arguments give this too.</summary>
    public const int Failure = 1;

    /// <summary><c>complete</c>: there is no suggestion at this place, and the reason was printed.</summary>
    public const int NoCompletion = 2;

    /// <summary><c>daemon status</c>: none runs.</summary>
    public const int NotRunning = 3;

    /// <summary><c>daemon run</c>: another runs.</summary>
    public const int AlreadyRunning = 4;
}
