namespace LocalCascade.Daemon.Network;

/// <summary>Every host that could be contacted under the settings in effect, and why.</summary>
/// <param name="Offline">Whether the setting <c>offline</c> is on.</param>
/// <param name="Hosts">The hosts; none is contacted to make this list.</param>
/// <param name="Notes">What else there is to know, in sentences.</param>
internal sealed record HostList(bool Offline, IReadOnlyList<ContactedHost> Hosts, IReadOnlyList<string> Notes);
