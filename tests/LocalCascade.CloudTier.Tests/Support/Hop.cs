namespace LocalCascade.CloudTier.Tests.Support;

/// <summary>One hop of a request's way, and its streams.</summary>
internal sealed record Hop(FrameRelay Relay)
{
    /// <summary>Streams that clients opened.</summary>
    public int Opened() => Relay.Connections.Sum(connection => connection.Frames.Where(frame => frame is { FromClient: true, Type: FrameType.Headers }).Select(frame => frame.Stream).Distinct().Count());

    /// <summary>Streams that were answered to their end or reset by either side.</summary>
    public int Ended() => Relay.Connections.Sum(connection => connection.Frames
        .Where(frame => frame.Stream > 0 && (frame.Type == FrameType.ResetStream || (!frame.FromClient && frame.EndsStream)))
        .Select(frame => frame.Stream).Distinct().Count());
}
