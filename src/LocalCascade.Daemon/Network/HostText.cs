namespace LocalCascade.Daemon.Network;

/// <summary>A list of hosts for a person.</summary>
internal static class HostText
{
    public static void Write(HostList list, TextWriter writer)
    {
        if (list.Hosts.Count == 0)
        {
            writer.WriteLine("Hosts: none. Nothing is contacted under these settings.");
        }
        else
        {
            writer.WriteLine("Hosts that could be contacted under these settings; making this list contacts none:");
        }

        foreach (var host in list.Hosts)
        {
            writer.WriteLine();
            writer.WriteLine($"{host.Host ?? "(not known yet)"}  {Describe(host)}");
            writer.WriteLine($"  named by    {host.NamedBy}");
            writer.WriteLine($"  when        {host.When}");
            writer.WriteLine($"  sent        {host.Sent}");
            writer.WriteLine($"  ended by    {host.SwitchOff}");
        }

        foreach (var note in list.Notes)
        {
            writer.WriteLine();
            writer.WriteLine(note);
        }
    }

    private static string Describe(ContactedHost host)
    {
        var role = host.Role switch
        {
            HostRole.Cloud => "the cloud tier",
            HostRole.IdentityProvider => "the identity provider",
            HostRole.Collector => "a collector of metrics",
            _ => "an HTTP proxy on the way",
        };
        return host.Url is null ? role : $"{role}, {host.Url}";
    }
}
