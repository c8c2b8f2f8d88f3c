namespace LocalCascade.Daemon.Evaluation.Charts;

/// <summary>Points that belong together.</summary>
/// <param name="Name">What the legend calls them; empty for nothing.</param>
/// <param name="Tone">Their colour: a, b or c; or faint for a line to compare with.</param>
/// <param name="IsLine">Whether they are joined.</param>
/// <param name="Points">The points.</param>
internal sealed record ChartSeries(string Name, string Tone, bool IsLine, IReadOnlyList<ChartPoint> Points);
