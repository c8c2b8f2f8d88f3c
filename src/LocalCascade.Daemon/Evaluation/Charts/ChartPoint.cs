namespace LocalCascade.Daemon.Evaluation.Charts;

/// <summary>A point of a series.</summary>
/// <param name="X">Its place.</param>
/// <param name="Y">Its value.</param>
/// <param name="Low">The lower end of its interval; null for none.</param>
/// <param name="High">The upper end.</param>
/// <param name="Text">What is shown when one points at it.</param>
/// <param name="Label">What stands beside it; empty for nothing.</param>
internal readonly record struct ChartPoint(double X, double Y, double? Low, double? High, string Text, string Label = "");
