namespace LocalCascade.CloudTier.Tests.Support;

/// <summary>One HTTP/2 frame as it passed by.</summary>
/// <param name="FromClient">Whose it is.</param>
/// <param name="Type">Its type.</param>
/// <param name="Flags">Its flags.</param>
/// <param name="Stream">Its stream; 0 for the connection.</param>
/// <param name="ErrorCode">The error code of a reset or GOAWAY; null for others.</param>
/// <param name="At">When it passed, by <see cref="System.Diagnostics.Stopwatch"/>.</param>
internal readonly record struct Frame(bool FromClient, FrameType Type, byte Flags, int Stream, uint? ErrorCode, long At)
{
    public bool EndsStream => Type is FrameType.Data or FrameType.Headers && (Flags & 1) != 0;
}
