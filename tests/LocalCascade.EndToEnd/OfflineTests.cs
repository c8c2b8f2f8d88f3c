using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;
using LocalCascade.Tests;

namespace LocalCascade.EndToEnd;

/// <summary>
/// Without a cloud, or with one and 'offline', no network socket is opened, whatever is done: the kernel says so, by the system
/// calls of every process (strace) and in a network namespace that has no interface. What is done is in client/offline.mjs.
/// </summary>
public sealed partial class OfflineTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableTheory]
    [InlineData("no-cloud")]
    [InlineData("offline-by-file")]
    [InlineData("offline-by-environment")]
    [InlineData("offline-by-command-line")]
    [InlineData("offline-by-workspace")]
    public async Task No_network_socket_is_opened(string variant)
    {
        // What libraries do by themselves counts too: ONNX Runtime's telemetry, seconds after it was loaded.
        var (families, connections) = await TraceAsync(variant);
        Assert.Equal(["AF_UNIX"], families);
        Assert.Equal(0, connections);
    }

    [SkippableFact]
    public async Task Without_offline_the_same_test_sees_the_connections_to_cloud_and_collector()
    {
        var (families, connections) = await TraceAsync("online");
        Assert.Contains(families, family => family is "AF_INET" or "AF_INET6");
        Assert.True(connections >= 2, $"{connections} connections");
    }

    [SkippableTheory]
    [InlineData("no-cloud")]
    [InlineData("offline-by-file")]
    [InlineData("online")]
    public async Task Everything_works_where_there_is_no_network(string variant)
    {
        await SkipUnlessAsync("unshare", ["-rn", "true"], "A network namespace may not be made here");
        await Scenarios.RunAsync("unshare", ["-rn", "node", "offline.mjs", PublishedServer.Path, variant, "9", "9"], Limit);
    }

    [SkippableFact]
    public async Task Listing_the_hosts_contacts_none_of_them()
    {
        await SkipUnlessTracedAsync();
        var trace = _folder.Combine("trace");
        var (exitCode, output) = await Tool.RunAsync(
            "env",
            [
                $"XDG_CONFIG_HOME={_folder.Path}", $"XDG_STATE_HOME={_folder.Path}", "HTTPS_PROXY=http://proxy.example:3128", "strace", "-f", "-qq", "-e", "trace=socket,connect", "-o", trace,
                PublishedServer.Path, "config", "--hosts", "--json", "--set", "cloudUrl=https://cloud.example", "--set", "otlpEndpoint=http://collector.example:4318",
            ],
            _folder.Path,
            Patience.Limit);
        Assert.True(exitCode == 0, output);
        using var list = JsonDocument.Parse(output);
        Assert.Equal(["cloud.example:443", null, "proxy.example:3128", "collector.example:4318"], list.RootElement.GetProperty("hosts").EnumerateArray().Select(host => host.GetProperty("host").GetString()));
        Assert.DoesNotContain("AF_INET", await File.ReadAllTextAsync(trace), StringComparison.Ordinal);
    }

    // The address families of the sockets that all processes opened together, and the connections that arrived at cloud and collector.
    private async Task<(IReadOnlyList<string> Families, int Connections)> TraceAsync(string variant)
    {
        await SkipUnlessTracedAsync();
        var traces = Directory.CreateDirectory(_folder.Combine("traces")).FullName;

        // The tracer stands aside (-D): the daemon outlives the relay that started it, and is followed to its end.
        var traced = _folder.Write("localcascade", $"#!/bin/sh\nexec strace -D -f -qq -e trace=socket,connect -o {traces}/$$ {PublishedServer.Path} \"$@\"\n");
        await Tool.RunAsync("chmod", ["+x", traced], _folder.Path, Patience.Limit);
        using var cloud = new Listener();
        using var collector = new Listener();
        await Scenarios.RunAsync("node", ["offline.mjs", traced, variant, $"{cloud.Port}", $"{collector.Port}"], Limit);

        var calls = Directory.EnumerateFiles(traces).SelectMany(File.ReadAllLines).ToList();
        var families = calls.Select(line => SocketCall().Match(line)).Where(match => match.Success).Select(match => match.Groups[1].Value).Distinct().Order(StringComparer.Ordinal).ToList();
        return (families, cloud.Connections + collector.Connections);
    }

    private Task SkipUnlessTracedAsync() => SkipUnlessAsync("strace", ["-D", "-f", "-o", _folder.Combine("probe"), "true"], "Processes may not be traced here");

    private static async Task SkipUnlessAsync(string program, string[] arguments, string reason)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "System calls are traced, and network namespaces made, on Linux.");
        try
        {
            var (exitCode, output) = await Tool.RunAsync(program, arguments, Path.GetTempPath(), Patience.Limit);
            Skip.If(exitCode != 0, $"{reason}: {output}");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Skip.If(true, $"{program} is not installed.");
        }
    }

    [GeneratedRegex(@"\bsocket\((\w+),")]
    private static partial Regex SocketCall();

    // Takes connections and says nothing.
    private sealed class Listener : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly List<Socket> _accepted = [];
        private int _connections;

        public Listener()
        {
            _listener.Start();
            _ = AcceptAsync();
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public int Connections => Volatile.Read(ref _connections);

        public void Dispose()
        {
            _listener.Stop();
            lock (_accepted)
            {
                _accepted.ForEach(socket => socket.Dispose());
            }
        }

        private async Task AcceptAsync()
        {
            try
            {
                while (true)
                {
                    var socket = await _listener.AcceptSocketAsync();
                    Interlocked.Increment(ref _connections);
                    lock (_accepted)
                    {
                        _accepted.Add(socket);
                    }
                }
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException)
            {
                // The test is over.
            }
        }
    }
}
