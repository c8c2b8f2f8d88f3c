using System.Diagnostics;
using LocalCascade.Tests;

namespace LocalCascade.EndToEnd;

/// <summary>A real Neovim with its built-in client for inline completion shows and accepts ghost text.</summary>
public sealed class NeovimTests : IDisposable
{
    private static readonly string? Neovim = Find();

    private readonly TemporaryFolder _folder = new();
    private Process? _process;

    public void Dispose()
    {
        if (_process is { HasExited: false })
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process?.Dispose();
        StopDaemon();
        _folder.Dispose();
    }

    [SkippableFact]
    public async Task Ghost_text_is_shown_typed_through_and_accepted()
    {
        Skip.If(Neovim is null, "Neovim 0.12 or newer is not installed (tests/LocalCascade.EndToEnd/neovim/fetch.sh fetches it on Debian).");
        var file = _folder.Combine("store.py");
        await File.WriteAllTextAsync(file, "class Store:\n    def load(self):\n        with open(self.path, encoding=\"utf-8\") as handle:\n            return handle.read()\n\n    def first(self):\n        with open(self.path, encoding=\"utf-8\") as handle:\n            return handle.readline()\n\n    def last(self):\n        with open(self.path, encoding=\"utf-8\") as handle:\n            return handle.read()[-1]\n\n    def count(self):\n        with open(self.path, encoding=\"utf-8\") as handle:\n            return len(handle.read())\n\n    def lines(self):\n");
        await StartAsync(file);
        await UntilAsync("v:lua.attached()", text => text == "1");

        // Typed as a user types, Neovim indents by itself: the ghost text is what follows the same words above.
        await SendAsync("Gowith open(");
        await UntilAsync("v:lua.ghost()", text => text == "self.path, encoding=\"utf-8\") as handle:");

        await SendAsync("self");
        await UntilAsync("v:lua.ghost()", text => text == ".path, encoding=\"utf-8\") as handle:");

        // Neovim 0.12.4 accepts the older answer within its 200 ms of waiting for quiet (neovim issue 36529).
        await Task.Delay(500);
        await SendAsync("<Tab>");
        await UntilAsync("v:lua.buffer()", text => text.EndsWith("    def lines(self):\n        with open(self.path, encoding=\"utf-8\") as handle:", StringComparison.Ordinal));

        await SendAsync("<Esc>:qa!<CR>");
        await _process!.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromSeconds(20)).Token);
    }

    private static string? Find()
    {
        var fetched = RepositoryRoot.Combine(".cache", "neovim", "nvim");
        return File.Exists(fetched) ? fetched : null;
    }

    private async Task StartAsync(string file)
    {
        var start = new ProcessStartInfo(Neovim!, ["--headless", "--clean", "-u", RepositoryRoot.Combine("tests", "LocalCascade.EndToEnd", "neovim", "init.lua"), "--listen", _folder.Combine("socket"), file])
        {
            WorkingDirectory = _folder.Path,
        };
        start.Environment["LOCALCASCADE_UNDER_TEST"] = PublishedServer.Path;
        PublishedServer.Isolate(start, _folder.Path);
        _process = Process.Start(start)!;
        await UntilAsync("1", text => text == "1");
    }

    private void StopDaemon()
    {
        var stop = new ProcessStartInfo(PublishedServer.Path, ["daemon", "stop"]) { RedirectStandardOutput = true };
        PublishedServer.Isolate(stop, _folder.Path);
        using var process = Process.Start(stop)!;
        process.WaitForExit();
    }

    private Task<(int ExitCode, string Output)> SendAsync(string keys) => AskAsync("--remote-send", keys);

    private Task<(int ExitCode, string Output)> AskAsync(string how, string what) =>
        Tool.RunAsync(Neovim!, ["--server", _folder.Combine("socket"), how, what], _folder.Path, TimeSpan.FromSeconds(20));

    private async Task UntilAsync(string expression, Func<string, bool> isSo)
    {
        var last = "";
        for (var attempt = 0; attempt < 150; attempt++)
        {
            var (exitCode, output) = await AskAsync("--remote-expr", expression);
            last = output.Trim();
            if (exitCode == 0 && isSo(last))
            {
                return;
            }

            await Task.Delay(100);
        }

        Assert.Fail($"{expression} stayed at: {last}");
    }
}
