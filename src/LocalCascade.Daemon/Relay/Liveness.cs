namespace LocalCascade.Daemon.Relay;

/// <summary>
/// Tells a server that hangs from one that is slow. While requests wait, it is looked now and then whether anything has come; if
/// nothing has, the server is asked for a sign of life, and if that does not come either for several looks, it hangs. Looks are
/// counted, not time: over a sleeping machine, or while this process is stopped itself, there are none.
/// </summary>
internal sealed class Liveness
{
    /// <summary>From one look to the next.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    // A request that came since the look before may still be answered.
    private const int AskAfter = 2;

    // A quarter of a minute from the asking. The sign waits for no request and no decode.
    private const int HangsAfter = AskAfter + 3;

    private int _silent;

    /// <summary>The server said something, whatever it was.</summary>
    public void Heard() => _silent = 0;

    /// <summary>Looks; what is to be done.</summary>
    /// <param name="isAwaited">Whether requests wait for the server.</param>
    public LivenessStep Look(bool isAwaited)
    {
        _silent = isAwaited ? _silent + 1 : 0;
        return _silent switch
        {
            AskAfter => LivenessStep.Ask,
            >= HangsAfter => LivenessStep.GiveUp,
            _ => LivenessStep.None,
        };
    }
}
