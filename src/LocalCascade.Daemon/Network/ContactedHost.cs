namespace LocalCascade.Daemon.Network;

/// <summary>A host that may be contacted.</summary>
/// <param name="Host">Name and port; null where it is learnt only when it is needed.</param>
/// <param name="Role">What it is.</param>
/// <param name="Url">Where on it, without credentials; null with <paramref name="Host"/>.</param>
/// <param name="NamedBy">The setting, file or environment variable that names it.</param>
/// <param name="When">When it is contacted.</param>
/// <param name="Sent">What is sent there.</param>
/// <param name="SwitchOff">What ends that.</param>
internal sealed record ContactedHost(string? Host, HostRole Role, string? Url, string NamedBy, string When, string Sent, string SwitchOff);
