using LocalCascade.Completion.Evaluation;

namespace LocalCascade.Daemon.Evaluation;

/// <summary>What <c>calibrate --json</c> prints. Shares are 0 to 1.</summary>
internal sealed record CalibrateOutput(
    string Folder,
    string Model,
    int Places,
    int Files,
    int FilesLeftOut,
    double? WantedPrecision,
    double? WantedEscalation,
    string[] EscalationThresholds,
    CalibrateOutputLanguage[] Languages,
    CalibrateOutputBin[] Reliability,
    CalibrateOutputPoint[] TradeOff,
    double? Auc,
    string? StoredIn)
{
    public static CalibrateOutput From(Calibration calibration, RepositoryFiles files, string model, int places, string? storedIn) => new(
        files.Folder,
        model,
        places,
        files.Files.Count,
        files.LeftOut,
        calibration.Goal.Precision,
        calibration.Goal.Escalation,
        [.. calibration.Thresholds],
        [.. calibration.Languages.Select(language => new CalibrateOutputLanguage(language.Language, language.Threshold, language.IsOwn, language.Reached, language.Fitted, OutputShare.From(language.Check.Right), OutputShare.From(language.Escalation)))],
        [.. calibration.Bins.Select(bin => new CalibrateOutputBin(bin.From, bin.Confidence, OutputShare.From(bin.Observed)))],
        [.. calibration.Curve.Select(point => new CalibrateOutputPoint(point.Threshold, OutputShare.From(point.Local), OutputShare.From(point.Right)))],
        double.IsFinite(calibration.Auc) ? calibration.Auc : null,
        storedIn);
}

/// <summary>A language's threshold, and what it does on the check half.</summary>
internal sealed record CalibrateOutputLanguage(string Language, double Threshold, bool Own, bool Reached, int FittedOn, OutputShare CheckPrecision, OutputShare CheckEscalation);

internal sealed record CalibrateOutputBin(double From, double Stated, OutputShare Observed);

internal sealed record CalibrateOutputPoint(double Threshold, OutputShare Local, OutputShare Right);
