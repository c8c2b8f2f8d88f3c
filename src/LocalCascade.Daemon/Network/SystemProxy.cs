namespace LocalCascade.Daemon.Network;

/// <summary>The HTTP proxy that the system's settings put on the way to a host.</summary>
internal static class SystemProxy
{
    // Lower case wins, as in .NET's own HTTP client, which is asked below.
    private static readonly string[] Variables = ["https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"];

    /// <summary>
    /// Whether <see cref="Find"/> knows. Without one of the environment variables, Windows and macOS have settings of their own, which
    /// may want a script fetched to answer: nothing is asked of them.
    /// </summary>
    public static bool IsKnown => OperatingSystem.IsLinux() || Variables.Any(name => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(name)));

    /// <summary>The proxy on the way to a host; null for a direct connection.</summary>
    public static Uri? Find(Uri destination) =>
        IsKnown && !HttpClient.DefaultProxy.IsBypassed(destination) ? HttpClient.DefaultProxy.GetProxy(destination) : null;
}
