namespace LocalCascade.Proxy.Pipeline;

/// <summary>How a request ended.</summary>
internal enum Outcome
{
    /// <summary>Answered to the end.</summary>
    Completed,

    /// <summary>Refused for something that the client did or may not do (4xx).</summary>
    Refused,

    /// <summary>The client reset it before it was sent to an engine: it never was.</summary>
    CancelledBeforeForward,

    /// <summary>The client reset it while the engine had not answered.</summary>
    CancelledBeforeFirstByte,

    /// <summary>The client reset it while the answer streamed.</summary>
    CancelledMidStream,

    /// <summary>No engine could take it (503).</summary>
    Overloaded,

    /// <summary>The engines failed it (502, or an error event in the stream).</summary>
    Failed,

    /// <summary>Its deadline passed (504, or an error event in the stream).</summary>
    DeadlineExceeded,
}
