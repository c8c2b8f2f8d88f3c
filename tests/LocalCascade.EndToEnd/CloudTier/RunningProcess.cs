using System.Diagnostics;
using System.Text;
using LocalCascade.Tests;

namespace LocalCascade.EndToEnd.CloudTier;

/// <summary>A real process that serves until it is stopped, and what it has written so far.</summary>
internal sealed class RunningProcess : IAsyncDisposable
{
    private readonly StringBuilder _output = new();
    private bool _disposed;
    private readonly TaskCompletionSource<string> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private RunningProcess(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment)
    {
        Process = new() { StartInfo = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true }, EnableRaisingEvents = true };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            Process.StartInfo.Environment[name] = value;
        }

        Process.OutputDataReceived += (_, line) => Read(line.Data);
        Process.ErrorDataReceived += (_, line) => Read(line.Data);
        Process.Exited += (_, _) => _listening.TrySetException(new InvalidOperationException($"{program} ended: {Output}"));
        Process.Start();
        Process.BeginOutputReadLine();
        Process.BeginErrorReadLine();
    }

    public Process Process { get; }

    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    /// <summary>Starts a program.</summary>
    public static RunningProcess Start(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null) => new(program, arguments, environment);

    /// <summary>Waits for its first line with "listening on URL" and gives the URL.</summary>
    public Task<string> UrlAsync() => _listening.Task.WaitAsync(Patience.Limit);

    /// <summary>Waits until it has written something.</summary>
    public async Task WaitForAsync(string text)
    {
        var until = DateTime.UtcNow + Patience.Limit;
        while (!Output.Contains(text, StringComparison.Ordinal))
        {
            if (Process.HasExited)
            {
                // Its last words may still be on their way.
                await Process.WaitForExitAsync();
                Assert.Contains(text, Output, StringComparison.Ordinal);
                return;
            }

            Assert.True(DateTime.UtcNow < until, $"'{text}' did not come: {Output}");
            await Task.Delay(20);
        }
    }

    /// <summary>Asks it to stop (SIGTERM) and waits until it has.</summary>
    public async Task<int> StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", Process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        using var limit = new CancellationTokenSource(Patience.Limit);
        await Process.WaitForExitAsync(limit.Token);
        return Process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        if (!Process.HasExited)
        {
            Process.Kill(entireProcessTree: true);
            await Process.WaitForExitAsync();
        }

        Process.Dispose();
    }

    private void Read(string? line)
    {
        const string mark = "listening on ";
        if (line is null)
        {
            return;
        }

        lock (_output)
        {
            _output.AppendLine(line);
        }

        if (line.IndexOf(mark, StringComparison.Ordinal) is var at and >= 0)
        {
            _listening.TrySetResult(line[(at + mark.Length)..].Trim());
        }
    }
}
