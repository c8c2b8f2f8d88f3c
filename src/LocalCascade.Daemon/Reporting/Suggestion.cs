namespace LocalCascade.Daemon.Reporting;

/// <summary>A text that was shown: one, however many keystrokes it stayed on the screen for.</summary>
internal sealed class Suggestion(string language)
{
    /// <summary>An accepted suggestion counts as kept while at least this part of its words is still there. docs/telemetry.md says why.</summary>
    public const double Kept = 0.75;

    /// <summary>Who wrote it; <see cref="ReportTier.None"/> while nobody said.</summary>
    public ReportTier Tier { get; private set; } = ReportTier.None;

    public string Language => language;

    public double Confidence { get; private set; } = double.NaN;

    public bool Accepted { get; private set; }

    public bool Rejected { get; private set; }

    public double Survival30 { get; private set; } = double.NaN;

    public double Survival120 { get; private set; } = double.NaN;

    public double Survival600 { get; private set; } = double.NaN;

    /// <summary>Takes in what became of it at one keystroke.</summary>
    public void Add(ReportRow row)
    {
        WrittenBy(row.TextTier, row.Confidence);
        Accepted |= row.Accepted;
        Rejected |= row.Rejected;
        Survival30 = double.IsNaN(row.Survival30) ? Survival30 : row.Survival30;
        Survival120 = double.IsNaN(row.Survival120) ? Survival120 : row.Survival120;
        Survival600 = double.IsNaN(row.Survival600) ? Survival600 : row.Survival600;
    }

    /// <summary>Who wrote it, and how sure they were; the first who knows counts.</summary>
    public void WrittenBy(ReportTier tier, double confidence)
    {
        if (Tier == ReportTier.None)
        {
            (Tier, Confidence) = (tier, confidence);
        }
    }
}
