namespace LocalCascade.Completion;

/// <summary>Why this tier answered: what was known when it was decided. Numbers and names only, never code.</summary>
public sealed record CascadeDecision
{
    /// <summary>The decision of a request about which nothing was to be decided.</summary>
    public static CascadeDecision None { get; } = new();

    /// <summary>What was decided.</summary>
    public CascadeCode Code { get; init; }

    /// <summary>Whether the cloud was to be asked.</summary>
    public bool Escalates => Code is CascadeCode.CloudAsked or CascadeCode.EscalatedUnsure or CascadeCode.EscalatedSyntax or CascadeCode.EscalatedRejected or CascadeCode.EscalatedAgain;

    /// <summary>The workspace predictor's calibrated confidence, 0 to 1; null when it had nothing or was not asked.</summary>
    public double? Workspace { get; init; }

    /// <summary>The local model's calibrated confidence, 0 to 1; null when it had nothing or was not asked.</summary>
    public double? Model { get; init; }

    /// <summary>The statistic that <see cref="Model"/> was calibrated from, 0 to 1, over <see cref="Tokens"/> tokens.</summary>
    public double? RawModel { get; init; }

    /// <summary>How many of the model's tokens were looked at.</summary>
    public int Tokens { get; init; }

    /// <summary>The confidence of the cloud's first tokens, 0 to 1; null when it was not asked or gave none.</summary>
    public double? Cloud { get; init; }

    /// <summary>The confidence that the surer local source had to reach.</summary>
    public double Threshold { get; init; }

    /// <summary>What came of asking the cloud.</summary>
    public CloudOutcome CloudOutcome { get; init; }

    /// <summary>The id that the request to the cloud went by, in the proxy's log and metrics too; null when there was none.</summary>
    public string? CloudRequestId { get; init; }

    /// <summary>One sentence for a person.</summary>
    public string Explanation { get; init; } = "";
}
