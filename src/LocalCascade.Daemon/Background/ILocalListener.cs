namespace LocalCascade.Daemon.Background;

/// <summary>Takes connections of the current user's processes on this machine. Disposed, it can no longer be found; connections that it took live on.</summary>
internal interface ILocalListener : IDisposable
{
    /// <summary>Whether a process that looks for it still finds it.</summary>
    bool CanBeFound { get; }

    /// <summary>The next connection.</summary>
    ValueTask<Stream> AcceptAsync(CancellationToken cancellationToken);
}
