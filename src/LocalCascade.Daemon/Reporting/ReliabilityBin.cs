namespace LocalCascade.Daemon.Reporting;

/// <summary>Shown suggestions of one range of confidence.</summary>
/// <param name="From">The range's beginning.</param>
/// <param name="To">Its end.</param>
/// <param name="Shown">How many.</param>
/// <param name="MeanConfidence">Their mean confidence.</param>
/// <param name="AcceptedShare">Part that was accepted.</param>
internal sealed record ReliabilityBin(double From, double To, long Shown, double MeanConfidence, double AcceptedShare);
