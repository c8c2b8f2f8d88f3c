using LocalCascade.Proxy.Tokens;

namespace LocalCascade.Proxy.Pipeline;

/// <summary>One request on its way: what is known of it so far, in numbers and names. Never text.</summary>
internal sealed class Exchange(string requestId, long started)
{
    public string RequestId { get; } = requestId;

    public long Started { get; } = started;

    public Caller? Caller { get; set; }

    public string Model { get; set; } = "";

    /// <summary>The upstream that answered or was tried last.</summary>
    public string Upstream { get; set; } = "";

    public bool Streams { get; set; }

    public int Attempts { get; set; }

    /// <summary>When a place among the requests at work was given; null before.</summary>
    public long? Admitted { get; set; }

    /// <summary>When it was first sent to an engine; null before.</summary>
    public long? Forwarded { get; set; }

    /// <summary>When the engine's first event (or its whole answer) was there; null before.</summary>
    public long? FirstByte { get; set; }

    /// <summary>Server-sent events passed on: about one per token.</summary>
    public int Events { get; set; }

    public int Status { get; set; } = StatusCodes.Status200OK;

    public Outcome Outcome { get; set; } = Outcome.Completed;
}
