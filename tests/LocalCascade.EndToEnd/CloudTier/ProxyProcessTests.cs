using LocalCascade.Tests;

namespace LocalCascade.EndToEnd.CloudTier;

/// <summary>The published programs as an operator and a user run them.</summary>
public sealed class ProxyProcessTests
{
    private static readonly string Npm = RepositoryRoot.Combine("tests", "LocalCascade.EndToEnd", "cloud");
    private static readonly Lazy<Task> Installed = new(InstallAsync);

    [SkippableFact]
    public async Task Every_line_that_the_demo_prints_works_as_printed()
    {
        SkipWithout("curl");
        await using var demo = RunningProcess.Start(CloudTier.Program("localcascade-proxy"), ["--demo"]);
        await demo.WaitForAsync("localcascade login");
        var lines = demo.Output.Split('\n').Where(line => line.StartsWith("curl", StringComparison.Ordinal)).ToList();
        Assert.Equal(6, lines.Count);
        var answers = new List<string>();
        foreach (var line in lines)
        {
            var (exitCode, output) = await Tool.RunAsync("bash", ["-c", line], Npm, Patience.Limit);
            Assert.True(exitCode == 0, output);
            answers.Add(output);
        }

        Assert.EndsWith("data: [DONE]\n\n", answers[0], StringComparison.Ordinal);
        Assert.Contains("\"token_logprobs\":[", answers[1], StringComparison.Ordinal);
        Assert.Contains("localcascade-fim-6m", answers[2], StringComparison.Ordinal);
        Assert.Contains("outcome=\"completed\"} 2", answers[3], StringComparison.Ordinal);
        Assert.Contains("\"expires_in\":1800", answers[4], StringComparison.Ordinal);
        Assert.Contains("invalid_token", answers[5], StringComparison.Ordinal);
        Assert.Equal(0, await demo.StopAsync());
    }

    [Fact]
    public async Task An_unmodified_openai_client_streams_through_proxy_and_serving()
    {
        await Installed.Value;
        await using var tier = await CloudTier.StartAsync();
        var credential = await tier.AddUserAsync();
        var url = await tier.RunProxy(Ports.Free()).UrlAsync();
        var (exitCode, output) = await Tool.RunAsync("node", ["complete.mjs", $"{url}/v1", await CloudTier.ExchangeAsync(url, credential), "localcascade-fim-6m"], Npm, Patience.Limit);
        Assert.True(exitCode == 0, output);
        Assert.Contains("\"completion_tokens\":8", output, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_user_signs_in_with_a_credential_and_completes_in_the_cloud()
    {
        Skip.If(OperatingSystem.IsWindows(), "The credential is piped in by a shell.");
        await using var tier = await CloudTier.StartAsync();
        var credential = await tier.AddUserAsync();
        var url = await tier.RunProxy(Ports.Free()).UrlAsync();
        var (exitCode, output) = await Tool.RunAsync("bash", ["-c", $"echo {credential} | env XDG_CONFIG_HOME={tier.Home["XDG_CONFIG_HOME"]} {PublishedServer.Path} login --url {url} --credential-stdin"], tier.Folder.Path, Patience.Limit);
        Assert.True(exitCode == 0, output);
        Assert.DoesNotContain(credential, output, StringComparison.Ordinal);
        Assert.Contains("ann of acme", (await tier.LocalCascadeAsync("status")).Output, StringComparison.Ordinal);

        var file = tier.Folder.Write("loop.c", "int main(void) {\n    for (int i = 0; i < \n}\n");
        var completed = await tier.LocalCascadeAsync("complete", $"{file}:2:25", "--tier", "cloud", "--json");
        Assert.Contains("\"origin\": \"cloud\"", completed.Output, StringComparison.Ordinal);
        var offline = await tier.LocalCascadeAsync("complete", $"{file}:2:25", "--tier", "cloud", "--set", "offline=true");
        Assert.Contains("offline", offline.Output, StringComparison.Ordinal);
        Assert.NotEqual(0, offline.ExitCode);

        // What must not be sent is not sent.
        var secret = tier.Folder.Write("secret.c", "char *key = \"AKIAQ3EGRIJVK7WXN2LP\";\nint x = \n");
        Assert.Contains("nothing of it is sent", (await tier.LocalCascadeAsync("complete", $"{secret}:2:9", "--tier", "cloud")).Output, StringComparison.Ordinal);
        var localOnly = await tier.LocalCascadeAsync("complete", $"{file}:2:25", "--tier", "cloud", "--set", "localOnlyPatterns=*.c");
        Assert.Contains("on this machine only", localOnly.Output, StringComparison.Ordinal);

        Assert.Equal(0, (await tier.LocalCascadeAsync("logout")).ExitCode);
        Assert.Contains("Cloud: none", (await tier.LocalCascadeAsync("status")).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ES256")]
    [InlineData("RS256")]
    public async Task A_user_signs_in_at_an_identity_provider_by_the_device_flow(string algorithm)
    {
        await Installed.Value;
        await using var provider = RunningProcess.Start("node", [Path.Combine(Npm, "provider.mjs"), "https://completions.example", algorithm]);
        var issuer = await provider.UrlAsync();
        await using var tier = await CloudTier.StartAsync();
        var oidc = $$"""{ "issuer": "{{issuer}}", "audience": "https://completions.example", "clientId": "localcascade", "scope": "openid", "resource": "https://completions.example" }""";
        var url = await tier.RunProxy(Ports.Free(), oidc).UrlAsync();

        // Twice: the second time the provider has another key.
        for (var round = 0; round < 2; round++)
        {
            await using var login = tier.Run("localcascade", ["login", "--url", url], tier.Home);
            await login.WaitForAsync("Waiting");
            var code = login.Output[(login.Output.IndexOf("enter the code ", StringComparison.Ordinal) + "enter the code ".Length)..].Split('\n')[0].Trim();
            var (exitCode, output) = await Tool.RunAsync("node", ["person.mjs", $"{issuer}/device", code], Npm, Patience.Limit);
            Assert.True(exitCode == 0, output);
            await login.WaitForAsync("Signed in");
            Assert.Contains("ann of acme", (await tier.LocalCascadeAsync("status")).Output, StringComparison.Ordinal);
            using var http = new HttpClient();
            await http.GetStringAsync($"{issuer}/rotate");
            if (round == 0)
            {
                // The proxy asks for unknown keys once a minute at most; a new process has not asked yet.
                url = await tier.RunProxy(Ports.Free(), oidc).UrlAsync();
            }
        }

        var wrong = await tier.RunProxy(Ports.Free(), oidc.Replace("\"audience\": \"https://completions.example\"", "\"audience\": \"https://other.example\"", StringComparison.Ordinal)).UrlAsync();
        await using var refused = tier.Run("localcascade", ["login", "--url", wrong], tier.Home);
        await refused.WaitForAsync("Waiting");
        var again = refused.Output[(refused.Output.IndexOf("enter the code ", StringComparison.Ordinal) + "enter the code ".Length)..].Split('\n')[0].Trim();
        await Tool.RunAsync("node", ["person.mjs", $"{issuer}/device", again], Npm, Patience.Limit);
        await refused.Process.WaitForExitAsync().WaitAsync(Patience.Limit);
        Assert.NotEqual(0, refused.Process.ExitCode);
    }

    [SkippableFact]
    public async Task Killing_any_one_part_mid_stream_ends_cleanly()
    {
        await using var tier = await CloudTier.StartAsync();
        var credential = await tier.AddUserAsync();
        var proxy = tier.RunProxy(Ports.Free());
        var url = await proxy.UrlAsync();
        var token = await CloudTier.ExchangeAsync(url, credential);
        using var http = CloudTier.Client(url);

        // The engine.
        var streams = Enumerable.Range(0, 20).Select(_ => CloudTier.CompleteAsync(http, token, 250)).ToList();
        await Task.Delay(30);
        tier.Serve.Process.Kill();
        foreach (var text in await Task.WhenAll(streams))
        {
            Assert.True(text.EndsWith("[DONE]\n\n", StringComparison.Ordinal) || text.Contains("\"error\"", StringComparison.Ordinal), text);
        }

        Assert.Contains("503", (await Tool.RunAsync("curl", ["-s", "-o", "/dev/null", "-w", "%{http_code}", "--max-time", "10", $"{url}/readyz"], Npm, Patience.Limit)).Output, StringComparison.Ordinal);

        // The proxy: the client sees an error, not a hang.
        var waiting = CloudTier.CompleteAsync(http, token, 250);
        proxy.Process.Kill();
        try
        {
            Assert.Contains("error", await waiting.WaitAsync(Patience.Limit), StringComparison.Ordinal);
        }
        catch (HttpRequestException)
        {
            // Or the connection's end, which is one.
        }
    }

    [SkippableFact]
    public async Task A_new_process_takes_over_the_port_without_a_failed_request()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "SO_REUSEPORT hands connections over on Linux only.");
        await using var tier = await CloudTier.StartAsync();
        var credential = await tier.AddUserAsync();
        var port = Ports.Free();
        var old = tier.RunProxy(port);
        var url = await old.UrlAsync();
        var token = await CloudTier.ExchangeAsync(url, credential);
        await using var load = Load.Start(url, token, workers: 6);
        await load.ServedAsync(50);
        var fresh = tier.RunProxy(port);
        await fresh.UrlAsync();
        Assert.Equal(0, await old.StopAsync());
        await load.ServedAsync(100);
        Assert.Empty(await load.StopAsync());
        Assert.Equal(0, await fresh.StopAsync());
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Proxies_are_redeployed_behind_haproxy_under_load_and_no_request_fails(bool tls)
    {
        SkipWithout("haproxy");
        await using var tier = await CloudTier.StartAsync();
        var credential = await tier.AddUserAsync();
        var ports = new[] { Ports.Free(), Ports.Free() };
        var proxies = new[] { tier.RunProxy(ports[0]), tier.RunProxy(ports[1]) };
        var front = Ports.Free();
        var config = tier.Folder.Write("haproxy.cfg", HaProxyConfig(front, ports, tls ? WriteCertificate(tier.Folder) : null));
        foreach (var proxy in proxies)
        {
            await proxy.UrlAsync();
        }

        await using var haproxy = RunningProcess.Start("haproxy", ["-db", "-f", config]);
        var url = $"{(tls ? "https" : "http")}://127.0.0.1:{front}";
        var token = await CloudTier.ExchangeAsync($"http://127.0.0.1:{ports[0]}", credential);
        await WaitForAsync(url);
        await using var load = Load.Start(url, token, workers: 4);
        await load.ServedAsync(40);
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(0, await proxies[i].StopAsync());
            await load.ServedAsync(40);
            proxies[i] = tier.RunProxy(ports[i]);
            await proxies[i].UrlAsync();
            await haproxy.WaitForAsync($"Server proxies/{(i == 0 ? "one" : "two")} is UP");
            await load.ServedAsync(40);
        }

        Assert.Empty(await load.StopAsync());
        Assert.Equal(4, load.Connections);
    }

    private static string HaProxyConfig(int front, int[] ports, string? certificate) => $"""
        global
          log stderr local0
        defaults
          mode http
          timeout connect 1s
          timeout check 5s
          timeout client 60s
          timeout server 60s
          option http-buffer-request
          option redispatch 1
          retries 3
          retry-on conn-failure empty-response
        frontend front
          bind 127.0.0.1:{front} {(certificate is null ? "proto h2" : $"ssl crt {certificate} alpn h2")}
          default_backend proxies
        backend proxies
          balance leastconn
          option httpchk GET /healthz
          default-server check inter 100ms fall 1 rise 1 proto h2
          server one 127.0.0.1:{ports[0]}
          server two 127.0.0.1:{ports[1]}

        """;

    private static string WriteCertificate(TemporaryFolder folder)
    {
        using var key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        using var certificate = new System.Security.Cryptography.X509Certificates.CertificateRequest("CN=127.0.0.1", key, System.Security.Cryptography.HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return folder.Write("front.pem", certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem());
    }

    private static async Task WaitForAsync(string url)
    {
        using var http = CloudTier.Client(url);
        for (var until = DateTime.UtcNow + Patience.Limit; DateTime.UtcNow < until;)
        {
            try
            {
                if ((await http.GetAsync("/healthz")).IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not there yet.
            }

            await Task.Delay(100);
        }

        Assert.Fail($"{url} did not come up.");
    }

    private static void SkipWithout(string program) =>
        Skip.If(!(Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Append("/usr/sbin").Any(folder => File.Exists(Path.Combine(folder, program))), $"{program} is not installed.");

    private static async Task InstallAsync()
    {
        if (!Directory.Exists(Path.Combine(Npm, "node_modules", "openai")))
        {
            var npm = OperatingSystem.IsWindows() ? "npm.cmd" : "npm";
            var (exitCode, output) = await Tool.RunAsync(npm, ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], Npm, TimeSpan.FromMinutes(5));
            Assert.True(exitCode == 0, $"npm ci in {Npm} failed: {output}");
        }
    }
}
