using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LocalCascade.CloudTier.Tests.Support;
using LocalCascade.Completion.Cloud;
using LocalCascade.Proxy.Identity;
using LocalCascade.Proxy.Tests.Support;
using LocalCascade.Tests;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalCascade.CloudTier.Tests.Client;

/// <summary>The client over TLS to the real proxy: authorities, wrong certificates, and a proxy on the way.</summary>
public sealed class SecureConnectionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly X509Certificate2 _authority = MakeAuthority();

    [Fact]
    public async Task A_companys_own_authority_is_trusted_when_its_file_is_named()
    {
        await using var engine = await Engine.StartAsync();
        await using var proxy = await StartAsync(engine, "127.0.0.1", DateTimeOffset.UtcNow.AddDays(1));
        await using var client = await ConnectAsync(proxy, Authority());
        Assert.Equal((CloudState.Ready, "Connected."), (client.Status.State, client.Status.Message));
        using var answer = await client.CompleteAsync(new("x", "", 4), CancellationToken.None);
        Assert.Equal("a", (await answer.ReadAsync(CancellationToken.None))!.Value.Text);
    }

    [Fact]
    public async Task A_certificate_of_an_unknown_authority_is_explained()
    {
        await using var engine = await Engine.StartAsync();
        await using var proxy = await StartAsync(engine, "127.0.0.1", DateTimeOffset.UtcNow.AddDays(1));
        await using var client = await ConnectAsync(proxy, "");
        Assert.Equal(CloudState.Unreachable, client.Status.State);
        Assert.Contains("issued by 'Test Authority'", client.Status.Message, StringComparison.Ordinal);
        Assert.Contains("cloudCaFile", client.Status.Message, StringComparison.Ordinal);
        await using var lax = await ConnectAsync(proxy, "", strict: false);
        Assert.Equal(CloudState.Ready, lax.Status.State);
    }

    [Fact]
    public async Task A_certificate_of_another_host_is_explained()
    {
        await using var engine = await Engine.StartAsync();
        await using var proxy = await StartAsync(engine, "other.example", DateTimeOffset.UtcNow.AddDays(1));
        await using var client = await ConnectAsync(proxy, Authority());
        Assert.Contains("is for other.example", client.Status.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_expired_certificate_is_explained()
    {
        await using var engine = await Engine.StartAsync();
        await using var proxy = await StartAsync(engine, "127.0.0.1", DateTimeOffset.UtcNow.AddDays(-1));
        await using var client = await ConnectAsync(proxy, Authority());
        Assert.Contains("expired on", client.Status.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_that_only_a_certificate_names_is_not_contacted()
    {
        // Whoever answers can name any host as the place to fetch its issuer's certificate from.
        using var named = new TcpListener(IPAddress.Loopback, 0);
        named.Start();
        var url = $"http://{named.LocalEndpoint}/issuer.crt";
        await using var engine = await Engine.StartAsync();
        await using var proxy = await StartAsync(engine, "127.0.0.1", DateTimeOffset.UtcNow.AddDays(1), issuerAt: url);
        await using var client = await ConnectAsync(proxy, "");
        Assert.Contains("issued by 'Test Authority'", client.Status.Message, StringComparison.Ordinal);
        await using var trusting = await ConnectAsync(proxy, Authority());
        Assert.Equal(CloudState.Ready, trusting.Status.State);
        Assert.False(named.Pending());
    }

    [Fact]
    public async Task A_file_of_authorities_that_cannot_be_used_is_named()
    {
        foreach (var file in new[] { _folder.Combine("missing.pem"), _folder.Write("empty.pem", "nothing here") })
        {
            await using var client = new CloudClient(new() { Url = "https://127.0.0.1:1", CaFile = file }, _ => new("x"), "", "1", TimeProvider.System, NullLogger.Instance);
            Assert.Equal(CloudState.Misconfigured, client.Status.State);
            Assert.Contains(file, client.Status.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_renewed_certificate_is_used_without_a_restart()
    {
        await using var engine = await Engine.StartAsync();
        await using var proxy = await StartAsync(engine, "127.0.0.1", DateTimeOffset.UtcNow.AddDays(-1));
        WriteCertificate("127.0.0.1", DateTimeOffset.UtcNow.AddDays(1));
        File.SetLastWriteTimeUtc(_folder.Combine("server.pem"), DateTime.UtcNow.AddSeconds(5));
        proxy.Server.RefreshFiles();
        await using var client = await ConnectAsync(proxy, Authority());
        Assert.Equal(CloudState.Ready, client.Status.State);
    }

    [Fact]
    public async Task An_http_proxy_on_the_way_is_used_as_set_and_bypassed_as_set()
    {
        await using var engine = await Engine.StartAsync();
        await using var proxy = await StartAsync(engine, "completions.test", DateTimeOffset.UtcNow.AddDays(1));
        await using var tunnel = new ConnectProxy(proxy.Address.Port);

        // A name that only the HTTP proxy knows how to reach.
        await using var client = await ConnectAsync(proxy, Authority(), url: $"https://completions.test:{proxy.Address.Port}", httpProxy: tunnel.Url);
        Assert.Equal((CloudState.Ready, "Connected."), (client.Status.State, client.Status.Message));
        Assert.Equal($"CONNECT completions.test:{proxy.Address.Port} HTTP/1.1", tunnel.Requests.Single());
        await using var direct = await ConnectAsync(proxy, Authority(), url: $"https://completions.test:{proxy.Address.Port}", httpProxy: tunnel.Url, noProxy: [".test"]);
        Assert.Equal(CloudState.Unreachable, direct.Status.State);
        Assert.Single(tunnel.Requests);
    }

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    private string Authority() => _folder.Write("authority.pem", _authority.ExportCertificatePem());

    private Task<TestProxy> StartAsync(Engine engine, string host, DateTimeOffset until, string? issuerAt = null)
    {
        WriteCertificate(host, until, issuerAt);
        return TestProxy.StartAsync(engine, c => c with
        {
            Listen = c.Listen with { Addresses = ["https://127.0.0.1:0"], Certificate = _folder.Combine("server.pem"), CertificateKey = _folder.Combine("server.key") },
        });
    }

    private static async Task<CloudClient> ConnectAsync(TestProxy proxy, string authority, bool strict = true, string? url = null, string httpProxy = "", string[]? noProxy = null)
    {
        var users = Path.Combine(proxy.Folder, "users.json");
        var credential = UserStore.Add(users, Guid.NewGuid().ToString("N"), "acme", TimeProvider.System).Reveal();
        File.SetLastWriteTimeUtc(users, DateTime.UtcNow.AddSeconds(Random.Shared.Next(1, 1000)));
        proxy.Server.RefreshFiles();
        var settings = new CloudSettings { Url = url ?? $"https://127.0.0.1:{proxy.Address.Port}", CaFile = authority, StrictTls = strict, HttpProxy = httpProxy, NoProxy = string.Join(',', noProxy ?? []) };
        var client = new CloudClient(settings, _ => new(credential), "", "1", TimeProvider.System, NullLogger.Instance);
        client.Start();
        await client.WhenSettledAsync(CancellationToken.None);
        return client;
    }

    private void WriteCertificate(string host, DateTimeOffset until, string? issuerAt = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(host, out var address))
        {
            names.AddIpAddress(address);
        }
        else
        {
            names.AddDnsName(host);
        }

        request.CertificateExtensions.Add(names.Build());
        if (issuerAt is not null)
        {
            request.CertificateExtensions.Add(new X509AuthorityInformationAccessExtension(ocspUris: null, caIssuersUris: [issuerAt]));
        }

        using var certificate = request.Create(_authority, until.AddDays(-5), until, RandomNumberGenerator.GetBytes(8));
        _folder.Write("server.key", key.ExportPkcs8PrivateKeyPem());
        _folder.Write("server.pem", certificate.ExportCertificatePem());
    }

    private static X509Certificate2 MakeAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Test Authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-30), DateTimeOffset.UtcNow.AddDays(30));
    }
}
