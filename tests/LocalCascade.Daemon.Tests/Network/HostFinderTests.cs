using LocalCascade.Daemon.Cloud;
using LocalCascade.Daemon.Configuration;
using LocalCascade.Daemon.Network;
using LocalCascade.Tests;

namespace LocalCascade.Daemon.Tests.Network;

public sealed class HostFinderTests : IDisposable
{
    // Free text and lists that name no host to contact. A setting that is neither here nor in the list of hosts fails the test
    // below: whoever adds one decides which it is.
    private static readonly HashSet<string> NameNoHost = new(StringComparer.Ordinal)
    {
        "disabledLanguages", "offPatterns", "localOnlyPatterns", "localOnlyLanguages", "escalationThresholds",
        "model", "provider", "providerLibrary", "cloudModel", "cloudCaFile", "telemetryFile", "workspaceIndexFolder", "cloudCurrency",

        // It takes hosts away.
        "httpNoProxy",
    };

    private readonly TemporaryFolder _folder = new();
    private readonly CredentialStore _store;

    public HostFinderTests() => _store = new(_folder.Combine("credentials.json"), TimeProvider.System);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_setting_that_may_name_a_host_is_in_the_list()
    {
        var free = SettingDefinitions.All.Where(definition => definition is { Kind: SettingKind.Text or SettingKind.List, Values: null }).ToList();
        foreach (var definition in free)
        {
            // Behind a cloud that is reached through proxies, so that a proxy's setting counts too.
            var name = $"{definition.Key.ToLowerInvariant()}.example";
            var list = Find("cloudUrl=https://cloud.example", $"{definition.Key}=https://{name}:8443");
            var isListed = list.Hosts.Any(host => host.Host == $"{name}:8443" && host.NamedBy.Contains(definition.Key, StringComparison.Ordinal));
            Assert.True(isListed != NameNoHost.Contains(definition.Key), $"'{definition.Key}' is {(isListed ? "" : "not ")}among the hosts that `localcascade config --hosts` lists.");
        }

        Assert.Empty(NameNoHost.Except(free.Select(definition => definition.Key)));
    }

    [Fact]
    public void Offline_there_is_none_whatever_else_is_set()
    {
        _store.Write(new("https://signed-in.example", "lc_secret", null));
        var list = Find("offline=true", "cloudUrl=https://cloud.example", "httpProxy=http://proxy.example:3128", "otlpEndpoint=http://collector.example:4318");
        Assert.True(list.Offline);
        Assert.Empty(list.Hosts);
        Assert.Contains("the command line", Assert.Single(list.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void With_no_cloud_there_is_none_and_no_proxy_of_the_system_counts()
    {
        var list = Find(_ => new("http://system.example:3128"));
        Assert.False(list.Offline);
        Assert.Empty(list.Hosts);
    }

    [Fact]
    public void Where_somebody_is_signed_in_counts_without_a_setting_and_nothing_secret_is_told()
    {
        var oidc = new StoredOidc("https://login.example/token", "client", null, "access-secret", "refresh-secret", DateTimeOffset.UnixEpoch);
        _store.Write(new("https://user:hidden@signed-in.example/lc", null, oidc));
        var list = Find();
        Assert.Equal(["signed-in.example:443", "login.example:443", null], list.Hosts.Select(host => host.Host));
        Assert.Equal([HostRole.Cloud, HostRole.IdentityProvider, HostRole.IdentityProvider], list.Hosts.Select(host => host.Role));
        Assert.Equal("https://signed-in.example/lc", list.Hosts[0].Url);
        var text = new StringWriter();
        HostText.Write(list, text);
        Assert.DoesNotContain("hidden", text.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", text.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_sign_in_at_another_proxy_is_not_used_and_so_its_identity_provider_is_not_contacted()
    {
        _store.Write(new("https://signed-in.example", null, new("https://login.example/token", "client", null, "a", "r", DateTimeOffset.UnixEpoch)));
        var list = Find("cloudUrl=https://cloud.example");
        Assert.Equal(["cloud.example:443", null], list.Hosts.Select(host => host.Host));
        Assert.Contains("nobody is signed in", list.Hosts[0].When, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_sent_follows_the_settings()
    {
        _store.Write(new("https://cloud.example", "lc_secret", null));
        var usual = Find().Hosts[0];
        Assert.Contains("unsure", usual.When, StringComparison.Ordinal);
        Assert.Contains("other open files", usual.Sent, StringComparison.Ordinal);
        var less = Find("escalate=false", "sendContext=false").Hosts[0];
        Assert.Contains("only when you ask", less.When, StringComparison.Ordinal);
        Assert.DoesNotContain("other open files", less.Sent, StringComparison.Ordinal);
    }

    [Fact]
    public void An_http_proxy_on_the_way_counts_unless_every_host_is_reached_without_it()
    {
        string[] HostsWith(Func<Uri, Uri?> system, params string[] settings) => [.. Find(system, settings).Hosts.Where(host => host.Role == HostRole.HttpProxy).Select(host => host.Host ?? "")];
        static Uri? System(Uri destination) => new("http://system.example:3128");

        Assert.Equal(["system.example:3128"], HostsWith(System, "cloudUrl=https://cloud.example"));
        Assert.Equal(["proxy.example:8080"], HostsWith(System, "cloudUrl=https://cloud.example", "httpProxy=http://user:password@proxy.example:8080"));
        Assert.Empty(HostsWith(System, "cloudUrl=https://cloud.example", "httpProxy=none"));
        Assert.Empty(HostsWith(System, "cloudUrl=http://127.0.0.1:8080"));

        // The identity provider that the cloud's proxy names may be any.
        Assert.Equal(["proxy.example:8080"], HostsWith(System, "cloudUrl=https://cloud.example", "httpProxy=http://proxy.example:8080", "httpNoProxy=cloud.example"));

        // The collector is reached by the system's, whatever the cloud's is.
        Assert.Equal(["system.example:3128"], HostsWith(System, "otlpEndpoint=http://collector.example:4318", "httpProxy=none"));
    }

    [Theory]
    [InlineData("cloudUrl=http://cloud.example", "unprotected")]
    [InlineData("cloudUrl=cloud.example", "not a URL")]
    [InlineData("otlpEndpoint=collector", "not a URL")]
    public void What_is_not_contacted_because_it_is_wrong_is_told(string setting, string why)
    {
        var list = Find(setting);
        Assert.Empty(list.Hosts);
        Assert.Contains(list.Notes, note => note.Contains(why, StringComparison.Ordinal));
    }

    [Fact]
    public void Without_telemetry_no_collector_is_contacted()
    {
        var list = Find("otlpEndpoint=http://collector.example:4318", "telemetry=off");
        Assert.Empty(list.Hosts);
        Assert.Contains("telemetry is off", list.Notes[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Connections_are_made_only_where_the_list_knows_of_them()
    {
        string[] mayConnect =
        [
            "Completion/Cloud/CloudClient.cs", "Completion/Cloud/CloudHandler.cs", "Completion/Cloud/CloudHttp.cs",
            "Daemon/Background/LocalEndpoint.cs", "Daemon/Background/SocketListener.cs", "Daemon/Cloud/IdentityProvider.cs",
            "Daemon/Evaluation/DelayRelay.cs", "Daemon/Network/SystemProxy.cs", "Daemon/Telemetry/OtlpExport.cs",

            // They listen on the loopback address, and only while the command runs.
            "Daemon/Cli/PlaygroundCommand.cs", "Daemon/Playground/AccessRules.cs", "Daemon/Playground/PlaygroundServer.cs", "Daemon/Playground/PlaygroundSession.cs",
        ];
        string[] marks = ["HttpClient", "HttpMessageInvoker", "SocketsHttpHandler", "new Socket(", "TcpClient", "TcpListener", "UdpClient", "WebSocket", "Dns.", "new Ping(", "QuicConnection", "AddOtlpExporter"];
        var source = RepositoryRoot.Combine("src");
        var found = from project in new[] { "Inference", "Completion", "Wire", "Daemon" }
                    let folder = Path.Combine(source, $"LocalCascade.{project}")
                    from file in Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
                    let name = $"{project}/{Path.GetRelativePath(folder, file).Replace('\\', '/')}"
                    where !name.Contains("/obj/", StringComparison.Ordinal) && !name.Contains("/bin/", StringComparison.Ordinal)
                    let code = string.Join('\n', File.ReadLines(file).Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal)))
                    where marks.Any(mark => code.Contains(mark, StringComparison.Ordinal))
                    select name;
        Assert.Empty(found.Except(mayConnect).Except(["Daemon/Cloud/CloudConnector.cs", "Daemon/Cloud/CredentialStore.cs"]));
    }

    private HostList Find(params string[] settings) => Find(_ => null, settings);

    private HostList Find(Func<Uri, Uri?> systemProxy, params string[] settings)
    {
        var source = new SettingsSource(_folder.Combine("config.json"), settings, new Dictionary<string, string>(), _folder.Path);
        Assert.Empty(source.Problems);
        return new HostFinder(source, _store, systemProxy, systemProxyIsKnown: true).Find();
    }
}
