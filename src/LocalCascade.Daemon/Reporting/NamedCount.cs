namespace LocalCascade.Daemon.Reporting;

/// <summary>How often something was so.</summary>
internal sealed record NamedCount(string Name, long Count);
