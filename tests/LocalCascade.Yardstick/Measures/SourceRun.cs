namespace LocalCascade.Yardstick;

/// <summary>All that one source answered in a run.</summary>
internal sealed record SourceRun(string Name, IReadOnlyList<Outcome> Outcomes);
