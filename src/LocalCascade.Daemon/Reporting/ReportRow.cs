namespace LocalCascade.Daemon.Reporting;

/// <summary>What reports read of a row. Missing numbers are NaN.</summary>
internal sealed record ReportRow
{
    public required string Id { get; init; }

    public required DateTimeOffset Time { get; init; }

    public string Language { get; init; } = "";

    /// <summary>Who wrote the text: <c>workspace</c>, <c>model</c>, <c>cloud</c>, or empty for no answer.</summary>
    public string Origin { get; init; } = "";

    public string ComputedBy { get; init; } = "";

    public bool FromCache { get; init; }

    public bool Joined { get; init; }

    public bool Prefetched { get; init; }

    public string Decision { get; init; } = "";

    public string Reason { get; init; } = "";

    /// <summary>The confidence of whoever wrote the text.</summary>
    public double Confidence { get; init; } = double.NaN;

    public double TotalMs { get; init; }

    public int PromptTokens { get; init; }

    public int GeneratedTokens { get; init; }

    public int CloudRequests { get; init; }

    public int CloudPromptTokens { get; init; }

    public int CloudTokens { get; init; }

    public string CloudOutcome { get; init; } = "";

    public double CloudMs { get; init; }

    public string CancelledAt { get; init; } = "";

    public double CancelledAfterMs { get; init; }

    public int Characters { get; init; }

    public bool Shown { get; init; }

    /// <summary>Whole or in part.</summary>
    public bool Accepted { get; init; }

    public bool Rejected { get; init; }

    public double Survival30 { get; init; } = double.NaN;

    public double Survival120 { get; init; } = double.NaN;

    public double Survival600 { get; init; } = double.NaN;

    /// <summary>Who answered.</summary>
    public ReportTier Tier => CancelledAt.Length > 0 ? ReportTier.Cancelled : Origin switch
    {
        "" => ReportTier.None,
        _ when FromCache || Prefetched => ReportTier.Cache,
        _ => TextTier,
    };

    /// <summary>Who wrote the text, whether it was at hand or not.</summary>
    public ReportTier TextTier => Origin switch
    {
        "workspace" => ReportTier.Workspace,
        "model" => ReportTier.Model,
        "cloud" => ReportTier.Cloud,
        _ => ReportTier.None,
    };
}
