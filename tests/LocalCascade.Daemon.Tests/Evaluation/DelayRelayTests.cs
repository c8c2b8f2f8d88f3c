using System.Net;
using System.Net.Sockets;
using LocalCascade.Daemon.Evaluation;
using LocalCascade.Tests;

namespace LocalCascade.Daemon.Tests.Evaluation;

public sealed class DelayRelayTests : IDisposable
{
    private readonly TcpListener _server = new(IPAddress.Loopback, 0);

    public DelayRelayTests() => _server.Start();

    private string Url => $"http://127.0.0.1:{((IPEndPoint)_server.LocalEndpoint).Port}";

    public void Dispose() => _server.Dispose();

    [Fact]
    public async Task Every_byte_arrives_in_order_in_both_directions()
    {
        await using var relay = DelayRelay.To(Url, TimeSpan.FromMilliseconds(2), TimeProvider.System);
        using var client = await ConnectAsync(relay);
        using var server = await _server.AcceptTcpClientAsync();
        var (there, back) = (new byte[3_000_000], new byte[2_000_000]);
        new Random(1).NextBytes(there);
        new Random(2).NextBytes(back);
        var sending = Task.WhenAll(client.GetStream().WriteAsync(there).AsTask(), server.GetStream().WriteAsync(back).AsTask());
        var (gotThere, gotBack) = (new byte[there.Length], new byte[back.Length]);
        await Task.WhenAll(server.GetStream().ReadExactlyAsync(gotThere).AsTask(), client.GetStream().ReadExactlyAsync(gotBack).AsTask(), sending);
        Assert.True(there.AsSpan().SequenceEqual(gotThere) && back.AsSpan().SequenceEqual(gotBack));
    }

    [Fact]
    public async Task Nothing_arrives_before_half_the_round_trip()
    {
        var clock = new ManualTimeProvider();
        await using var relay = DelayRelay.To(Url, TimeSpan.FromMilliseconds(100), clock);
        using var client = await ConnectAsync(relay);
        using var server = await _server.AcceptTcpClientAsync();
        await client.GetStream().WriteAsync(new byte[] { 42 });
        var received = new byte[1];
        var reading = server.GetStream().ReadExactlyAsync(received).AsTask();
        var passed = 0;
        while (!reading.IsCompleted)
        {
            clock.Advance(TimeSpan.FromMilliseconds(1));
            passed++;
            await Task.Delay(1);
        }

        await reading;
        Assert.Equal(42, received[0]);
        Assert.True(passed >= 50, $"It came after {passed} ms.");
    }

    [Fact]
    public async Task When_one_side_closes_so_does_the_other()
    {
        await using var relay = DelayRelay.To(Url, TimeSpan.FromMilliseconds(2), TimeProvider.System);
        using var client = await ConnectAsync(relay);
        using var server = await _server.AcceptTcpClientAsync();
        await server.GetStream().WriteAsync("last words"u8.ToArray());
        server.Close();
        using var reader = new StreamReader(client.GetStream());
        Assert.Equal("last words", await reader.ReadToEndAsync());
    }

    private static async Task<TcpClient> ConnectAsync(DelayRelay relay)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, new Uri(relay.Url).Port);
        return client;
    }
}
