namespace LocalCascade.Daemon.Evaluation;

/// <summary>What <c>calibration.json</c> holds.</summary>
internal sealed record StoredCalibration
{
    /// <summary>The model that was measured; empty for the predictor alone. The thresholds hold only while it is in use.</summary>
    public string Model { get; set; } = "";

    /// <summary>Which weights these were (<see cref="Models.ModelDigest"/>); empty for the predictor alone, and in files of versions that did not say.</summary>
    public string ModelDigest { get; set; } = "";

    /// <summary>When it was measured.</summary>
    public DateTimeOffset Date { get; set; }

    /// <summary>The wanted share that is right of what is answered locally; null when an escalation rate was wanted.</summary>
    public double? Precision { get; set; }

    /// <summary>The wanted share of places at which the cloud is asked.</summary>
    public double? Escalation { get; set; }

    /// <summary>At how many places it was measured.</summary>
    public int Places { get; set; }

    /// <summary>What the setting of this name is to be.</summary>
    public string[] EscalationThresholds { get; set; } = [];
}
