using System.Net;
using LocalCascade.Completion.Cloud;
using LocalCascade.Daemon.Cloud;
using LocalCascade.Daemon.Configuration;
using LocalCascade.Daemon.Telemetry;

namespace LocalCascade.Daemon.Network;

/// <summary>
/// Finds every host that the settings and the sign-in could ever have contacted. It reads names, no more: no socket is opened, no
/// name resolved.
/// </summary>
/// <param name="source">The settings.</param>
/// <param name="store">Who is signed in.</param>
/// <param name="systemProxy">The system's HTTP proxy on the way to a host; null for none.</param>
/// <param name="systemProxyIsKnown">Whether that can be told without asking the network.</param>
internal sealed class HostFinder(SettingsSource source, CredentialStore store, Func<Uri, Uri?> systemProxy, bool systemProxyIsKnown)
{
    private const string OfflineEndsIt = "offline=true";

    // For a host that is learnt later: what a proxy does with hosts that nobody has named.
    private static readonly Uri SomeHost = new("https://identity-provider.invalid");

    private readonly List<ContactedHost> _hosts = [];
    private readonly List<string> _notes = [];

    /// <summary>What this process would contact.</summary>
    public static HostList Find(SettingsSource source) => new HostFinder(source, CredentialStore.Default, SystemProxy.Find, SystemProxy.IsKnown).Find();

    public HostList Find()
    {
        var settings = source.Current;
        if (settings.Offline)
        {
            return new(true, [], [$"The setting 'offline' is on ({Origin("offline")}): whatever else is set, no network socket is opened."]);
        }

        FindCloud(settings);
        FindCollector(settings);
        if (_hosts.Count == 0)
        {
            _notes.Add("`localcascade login --url URL` and `localcascade eval --cloud URL` would contact the host that you name there; nothing does by itself.");
        }
        else if (_hosts.Any(host => host.Host is null || NeedsResolving(host)))
        {
            _notes.Add("Names are looked up by this system's resolver, which may ask a name server.");
        }

        return new(false, _hosts, _notes);
    }

    private void FindCloud(DaemonSettings settings)
    {
        StoredSignIn? signIn = null;
        try
        {
            signIn = store.Read();
        }
        catch (SignInException error)
        {
            _notes.Add($"Nobody counts as signed in: {error.Message}");
        }

        if (CloudConnector.FindSettings(settings, store) is not { } cloud)
        {
            return;
        }

        if (cloud.Problem() is { } problem)
        {
            _notes.Add($"The cloud is not contacted: {problem}");
            return;
        }

        var url = new Uri(cloud.Url);
        var byName = settings.Cloud.Url.Length > 0;
        var isSignedIn = signIn is not null && CredentialStore.IsSame(signIn.Url, cloud.Url);
        _hosts.Add(Host(
            HostRole.Cloud,
            url,
            byName ? Setting("cloudUrl") : "where you signed in (localcascade login)",
            isSignedIn ? WhenSignedIn(settings) : "Only when you sign in (localcascade login, or the editor's sign-in): nobody is signed in there.",
            isSignedIn ? SentWhenSignedIn(settings) : "At the sign-in: the credential, this installation's random id, this program's version. Nothing of your code.",
            byName ? $"{OfflineEndsIt}, or an empty cloudUrl and localcascade logout" : $"{OfflineEndsIt}, or localcascade logout"));
        var waysTo = new List<Uri> { url };
        if (isSignedIn && signIn?.Oidc is { RefreshToken: not null } oidc && Uri.TryCreate(oidc.TokenEndpoint, UriKind.Absolute, out var tokens))
        {
            waysTo.Add(tokens);
            _hosts.Add(Host(
                HostRole.IdentityProvider,
                tokens,
                "where you signed in in the browser (localcascade login)",
                "When the sign-in's access token ends, to renew it.",
                $"The refresh token and this client's name there ({oidc.ClientId}).",
                $"{OfflineEndsIt}, or localcascade logout"));
        }

        // Which one it is, the proxy says when it is asked.
        waysTo.Add(SomeHost);
        _hosts.Add(new(
            null,
            HostRole.IdentityProvider,
            null,
            $"{url.Authority}, when it is asked how one signs in",
            "Only while you sign in in the browser, if that is how it is done there. Its own description names the addresses to ask.",
            "This client's name there and the code that you confirm; what you enter in the browser is between you and it.",
            $"{OfflineEndsIt}; not signing in"));
        AddProxies(waysTo, destination => CloudHttp.FindProxy(cloud, destination, systemProxy), cloud.HttpProxy.Length > 0 ? Setting("httpProxy") : "the system's proxy settings (HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY)", "httpProxy=none");
        if (CloudHttp.UsesSystemProxy(cloud))
        {
            NoteSystemProxy();
        }
    }

    private void FindCollector(DaemonSettings settings)
    {
        if (settings.Telemetry.OtlpEndpoint.Length == 0)
        {
            return;
        }

        if (!settings.Telemetry.IsOn)
        {
            _notes.Add($"The collector of {Setting("otlpEndpoint")} is not contacted: telemetry is off ({Origin("telemetry")}).");
        }
        else if (OtlpExport.FindAddress(settings.Telemetry.OtlpEndpoint) is not { } url)
        {
            _notes.Add($"The collector of {Setting("otlpEndpoint")} is not contacted: its value is not a URL.");
        }
        else
        {
            _hosts.Add(Host(
                HostRole.Collector,
                url,
                Setting("otlpEndpoint"),
                "Once a minute while an editor is connected, and when the last one leaves.",
                "Counts and times of completions by tier, language and outcome, and this program's version. No code, no paths, no names.",
                $"{OfflineEndsIt}, or telemetry=off, or an empty otlpEndpoint"));
            AddProxies([url], systemProxy, "the system's proxy settings (HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY)", "NO_PROXY");
            NoteSystemProxy();
        }
    }

    // One entry for each proxy, whatever is behind it.
    private void AddProxies(IEnumerable<Uri> destinations, Func<Uri, Uri?> find, string namedBy, string switchOff)
    {
        foreach (var group in destinations.Select(destination => (Destination: destination, Proxy: find(destination))).Where(way => way.Proxy is not null).GroupBy(way => way.Proxy!))
        {
            var names = string.Join(", ", group.Select(way => way.Destination == SomeHost ? "the identity provider named at the sign-in" : way.Destination.Authority));
            var isTunnel = group.All(way => way.Destination.Scheme == Uri.UriSchemeHttps);
            _hosts.Add(Host(
                HostRole.HttpProxy,
                group.Key,
                namedBy,
                $"On the way to {names}.",
                isTunnel ? "Those hosts' names; what goes to them is encrypted and passes through." : "What goes to those hosts. What goes over http it can read.",
                $"{OfflineEndsIt}, or {switchOff}"));
        }
    }

    private void NoteSystemProxy()
    {
        var note = systemProxyIsKnown
            ? "Proxies from the environment are those of this process. The daemon has the environment of the editor that started it."
            : "This system's own proxy settings may put an HTTP proxy on the way; they are not asked here, since answering may need the network. The setting httpProxy overrules them on the way to the cloud.";
        if (!_notes.Contains(note))
        {
            _notes.Add(note);
        }
    }

    private static string WhenSignedIn(DaemonSettings settings) =>
        "From when an editor connects: a token for the sign-in, and a request every 30 s that keeps the connection warm. For a completion: "
        + (settings.Engine.Escalate ? "where the local tier is unsure (setting escalate), and when you ask for the cloud by name (complete --tier cloud, eval --cloud)." : "only when you ask for the cloud by name (complete --tier cloud, eval --cloud): escalate is off.");

    private static string SentWhenSignedIn(DaemonSettings settings) =>
        "The credential, for a short-lived token; this installation's random id; this program's version. For a completion: up to 16,000 characters before the cursor and 4,000 behind it, the local tier's draft"
        + (settings.Engine.SendContext ? ", parts of other open files with their names in the workspace (setting sendContext)" : "")
        + ". Nothing of files that git ignores, that hold what looks like a key or password, or that offPatterns, localOnlyPatterns or localOnlyLanguages name.";

    private static ContactedHost Host(HostRole role, Uri url, string namedBy, string when, string sent, string switchOff) =>
        new($"{url.Host}:{url.Port}", role, url.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped), namedBy, when, sent, switchOff);

    private static bool NeedsResolving(ContactedHost host) => new Uri(host.Url!).HostNameType == UriHostNameType.Dns && !IPAddress.TryParse(new Uri(host.Url!).Host, out _);

    private string Setting(string key) => $"the setting {key} ({Origin(key)})";

    private string Origin(string key) => source.Origins.GetValueOrDefault(key, "default");
}
