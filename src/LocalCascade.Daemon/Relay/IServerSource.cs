namespace LocalCascade.Daemon.Relay;

/// <summary>Where a relay gets its servers from.</summary>
internal interface IServerSource
{
    /// <summary>
    /// A server that is ready for the editor's messages: the daemon, or one in this process when there is no daemon to be had.
    /// <paramref name="number"/> counts the servers of this session, from 1.
    /// </summary>
    Task<ServerLink> FindAsync(int number, CancellationToken cancellationToken);

    /// <summary>A server in this process that runs no native code.</summary>
    ServerLink StartHereWithoutModel();
}
