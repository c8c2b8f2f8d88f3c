using System.Diagnostics;
using System.Globalization;
using System.Text;
using LocalCascade.Tests;

namespace LocalCascade.Benchmarks;

/// <summary>The published server as an editor has it: a process, and messages to it one at a time.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly BufferedStream _output;
    private int _id;

    private ServerProcess(Process process) => (_process, _output) = (process, new(process.StandardOutput.BaseStream));

    public static string Executable { get; } = RepositoryRoot.Combine("dist", OperatingSystem.IsWindows() ? "localcascade.exe" : "localcascade");

    public Process Process => _process;

    /// <summary>Starts it in a home of its own, and with that with a daemon of its own.</summary>
    public static ServerProcess Start(string home, params string[] more) => new(Process.Start(Describe(home, ["lsp", "--stdio", .. more]))!);

    /// <summary>Runs `localcascade daemon COMMAND`; gives what it prints.</summary>
    public static async Task<string> DaemonAsync(string home, string command)
    {
        using var process = Process.Start(Describe(home, ["daemon", command]))!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return output;
    }

    /// <summary>Begins the session, up to the answer to `initialize`.</summary>
    public Task InitializeAsync() => AskAsync("initialize", """{"processId":null,"rootUri":null,"capabilities":{}}""");

    /// <summary>Asks, and waits for the answer.</summary>
    public async Task<string> AskAsync(string method, string parameters)
    {
        var id = (++_id).ToString(CultureInfo.InvariantCulture);
        await SendAsync($$"""{"jsonrpc":"2.0","id":{{id}},"method":"{{method}}","params":{{parameters}}}""");
        while (true)
        {
            var message = await ReadAsync();
            if (message.Contains($"\"id\":{id},", StringComparison.Ordinal))
            {
                return message;
            }
        }
    }

    /// <summary>Ends `initialize`, and waits until the model is there.</summary>
    public async Task WaitForModelAsync()
    {
        await SendAsync("""{"jsonrpc":"2.0","method":"initialized","params":{}}""");
        while ((await AskAsync("localcascade/status", "{}")).Contains("\"Loading\"", StringComparison.Ordinal))
        {
            await Task.Delay(20);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
        await _output.DisposeAsync();
    }

    private static ProcessStartInfo Describe(string home, string[] arguments)
    {
        var start = new ProcessStartInfo(Executable, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, WorkingDirectory = home };
        foreach (var variable in new[] { "HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME" })
        {
            start.Environment[variable] = home;
        }

        start.Environment["LOCALCASCADE_RUNTIME_DIR"] = Path.Combine(home, "run");
        return start;
    }

    private async Task SendAsync(string body)
    {
        var stream = _process.StandardInput.BaseStream;
        await stream.WriteAsync(Encoding.UTF8.GetBytes($"Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}"));
        await stream.FlushAsync();
    }

    private async Task<string> ReadAsync()
    {
        var header = new StringBuilder();
        while (!header.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            header.Append((char)_output.ReadByte());
        }

        var body = new byte[int.Parse(header.ToString().Split(':', '\r')[1], CultureInfo.InvariantCulture)];
        await _output.ReadExactlyAsync(body);
        return Encoding.UTF8.GetString(body);
    }
}
