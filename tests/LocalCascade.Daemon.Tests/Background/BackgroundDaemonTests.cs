using LocalCascade.Daemon.Background;
using LocalCascade.Daemon.Logging;
using LocalCascade.Daemon.Relay;
using LocalCascade.Daemon.Rpc;
using LocalCascade.Tests;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalCascade.Daemon.Tests.Background;

/// <summary>A daemon in this process, on a socket of its own.</summary>
public sealed class BackgroundDaemonTests : IAsyncDisposable
{
    private readonly TemporaryFolder _home = new();
    private readonly RuntimeFolder _folder;
    private readonly ManualTimeProvider _clock = new();
    private readonly RotatingFile _log;
    private readonly DaemonOptions _options;
    private readonly List<(BackgroundDaemon Daemon, Task Running)> _daemons = [];

    public BackgroundDaemonTests()
    {
        _folder = new(_home.Combine("run"));
        _log = new(_home.Combine("log"));
        _options = new() { Version = "1", Folders = ["settings", "data"], Idle = TimeSpan.FromMinutes(10), TimeProvider = _clock };
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (daemon, running) in _daemons)
        {
            daemon.Stop();
            await running.WaitAsync(Patience.Limit);
        }

        _log.Dispose();
        _home.Dispose();
    }

    [Fact]
    public void There_is_one_daemon_only()
    {
        _ = Start();
        Assert.Null(BackgroundDaemon.TryStart(_folder, _options, _log));
    }

    [Fact]
    public async Task It_leaves_when_it_has_had_no_session_for_a_while()
    {
        var running = Start();
        _clock.Advance(TimeSpan.FromMinutes(9));
        var link = await ConnectAsync();
        Assert.NotNull(link);

        _clock.Advance(TimeSpan.FromHours(5));
        Assert.False(running.IsCompleted);

        await link.DisposeAsync();
        await UntilAsync(status => status.Sessions == 0);
        _clock.Advance(TimeSpan.FromMinutes(9));
        Assert.False(running.IsCompleted);
        _clock.Advance(TimeSpan.FromMinutes(1));
        await running.WaitAsync(Patience.Limit);
        Assert.False(File.Exists(_folder.SocketPath));
    }

    [Fact]
    public async Task Asking_how_it_is_does_not_keep_it()
    {
        var running = Start();
        await using var client = await DaemonClient.ConnectAsync(_folder, CancellationToken.None);
        _clock.Advance(TimeSpan.FromMinutes(9));
        Assert.Equal(9 * 60, (await client!.GetStatusAsync(CancellationToken.None))!.UptimeSeconds);
        for (var i = 0; i < 5; i++)
        {
            // These have come and gone.
            await StatusAsync();
        }

        _clock.Advance(TimeSpan.FromMinutes(1));
        await running.WaitAsync(Patience.Limit);
        await client.Ended.WaitAsync(Patience.Limit);
    }

    [Fact]
    public async Task It_makes_way_for_another_version_and_ends_with_its_last_session()
    {
        var first = Start();
        var session = await ConnectAsync();
        var starts = 0;
        var other = await FindAsync(new() { Version = "2", Folders = ["settings", "data"] }, () =>
        {
            starts++;
            _ = Start(_options with { Version = "2" });
        });
        Assert.Equal(1, starts);
        Assert.False(first.IsCompleted);
        Assert.Equal("2", (await StatusAsync()).Version);

        await session.DisposeAsync();
        await first.WaitAsync(Patience.Limit);
        Assert.True(File.Exists(_folder.SocketPath), "its end leaves its successor's socket alone");
        Assert.Equal(1, (await StatusAsync()).Sessions);
        await other.DisposeAsync();
    }

    [Fact]
    public async Task A_daemon_whose_socket_was_swept_away_makes_way()
    {
        var first = Start();
        var session = await ConnectAsync();
        File.Delete(_folder.SocketPath);
        Assert.Null(BackgroundDaemon.TryStart(_folder, _options, _log));
        _clock.Advance(TimeSpan.FromMinutes(1));
        _ = Start();
        Assert.False(first.IsCompleted);
        await session.DisposeAsync();
        await first.WaitAsync(Patience.Limit);
    }

    [Fact]
    public async Task An_editor_with_other_folders_is_not_taken()
    {
        _ = Start();
        var hello = new HelloParams { Version = "1", Folders = ["other", "data"], ConfigFile = _home.Combine("none.json"), WorkingFolder = _home.Path };
        var link = await FindAsync(hello, () => Assert.Fail("There is a daemon."));
        Assert.Equal(0, (await StatusAsync()).Sessions);
        await link.DisposeAsync();
    }

    [Fact]
    public async Task Its_end_is_told_to_relays()
    {
        _ = Start();
        var link = await ConnectAsync();
        _daemons[0].Daemon.Stop();
        var last = await link.ReadAsync(CancellationToken.None);
        Assert.Contains("localcascade/stopping", System.Text.Encoding.UTF8.GetString(last!.Body.Span), StringComparison.Ordinal);
        Assert.Null(await link.ReadAsync(CancellationToken.None));
        await link.DisposeAsync();
    }

    [Fact]
    public async Task What_was_left_behind_on_its_socket_is_cleared_away()
    {
        Directory.CreateDirectory(_folder.Path);
        await File.WriteAllTextAsync(_folder.SocketPath, "");
        _ = Start();
        Assert.Equal(0, (await StatusAsync()).Sessions);
    }

    [SkippableFact]
    public void Nobody_else_may_enter_the_folder_or_open_the_socket()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no file modes.");
        if (!OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(_folder.Path, (UnixFileMode)0b111_111_111);
            _ = Start();
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_folder.Path));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder.SocketPath));
        }
    }

    [SkippableFact]
    public void A_path_too_long_for_a_socket_is_said_so()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows uses a named pipe.");
        var error = Assert.Throws<IOException>(() => BackgroundDaemon.TryStart(new(_home.Combine(new string('x', 100))), _options, _log));
        Assert.Contains("too long", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_daemon_the_editor_is_served_here()
    {
        var link = await FindAsync(Hello(), () => throw new IOException("no processes left"));
        link.Send(Frame.Of("""{"jsonrpc":"2.0","id":1,"method":"initialize","params":{}}"""u8));
        Assert.Contains("\"name\":\"localcascade\"", System.Text.Encoding.UTF8.GetString((await link.ReadAsync(CancellationToken.None))!.Body.Span), StringComparison.Ordinal);
        await link.DisposeAsync();
    }

    private Task Start(DaemonOptions? options = null)
    {
        var daemon = BackgroundDaemon.TryStart(_folder, options ?? _options, _log);
        Assert.NotNull(daemon);
        var running = RunAsync(daemon);
        _daemons.Add((daemon, running));
        return running;
    }

    private static async Task RunAsync(BackgroundDaemon daemon)
    {
        await using (daemon)
        {
            await daemon.RunAsync(CancellationToken.None);
        }
    }

    private HelloParams Hello() => new() { Version = "1", Folders = ["settings", "data"], ConfigFile = _home.Combine("none.json"), WorkingFolder = _home.Path };

    private Task<ServerLink> ConnectAsync() => FindAsync(Hello(), () => Assert.Fail("There is a daemon."));

    private async Task<ServerLink> FindAsync(HelloParams hello, Action start)
    {
        var servers = new ServerSource(_folder, hello with { ConfigFile = _home.Combine("none.json"), WorkingFolder = _home.Path }, _ => Try(start), TimeProvider.System, NullLogger.Instance);
        return await servers.FindAsync(1, CancellationToken.None);
    }

    private static Task<string?> Try(Action start)
    {
        start();
        return Task.FromResult<string?>(null);
    }

    private async Task<DaemonStatus> StatusAsync()
    {
        await using var client = await DaemonClient.ConnectAsync(_folder, CancellationToken.None);
        return (await client!.GetStatusAsync(CancellationToken.None))!;
    }

    private async Task UntilAsync(Func<DaemonStatus, bool> isSo)
    {
        using var limit = new CancellationTokenSource(Patience.Limit);
        while (!isSo(await StatusAsync()))
        {
            await Task.Delay(20, limit.Token);
        }
    }
}
