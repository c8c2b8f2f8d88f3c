namespace LocalCascade.Daemon.Evaluation.Charts;

/// <summary>A chart of values over an axis.</summary>
internal sealed record Chart(string Title, ChartAxis X, ChartAxis Y, IReadOnlyList<ChartSeries> Series);
