using System.Diagnostics;
using System.Globalization;
using LocalCascade.Completion.Telemetry;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalCascade.Completion.Tests.Telemetry;

/// <summary>
/// Another process that writes numbers into a store's file: this assembly, started anew. It ends with the test, however that ends: one
/// that went on writing would take a core from all tests behind it, and outlive the run.
/// </summary>
internal sealed class WritingProcess : IAsyncDisposable
{
    private readonly Process _process;

    private WritingProcess(Process process) => _process = process;

    public bool HasExited => _process.HasExited;

    /// <summary>Begins one that writes so many records and ends, or writes until it is killed if that is 0. It says "writing" once the first are in the file.</summary>
    public static WritingProcess Start(string file, int records)
    {
        string[] arguments = ["exec", typeof(WritingProcess).Assembly.Location, file, records.ToString(CultureInfo.InvariantCulture)];
        return new(Process.Start(new ProcessStartInfo(Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet", arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!);
    }

    /// <summary>Waits for the first records.</summary>
    public async Task WritesAsync() => Assert.Equal("writing", await _process.StandardOutput.ReadLineAsync());

    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Waits for its end; gives its exit code.</summary>
    public async Task<int> EndAsync()
    {
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    public static async Task<int> MainAsync(string[] arguments)
    {
        var (file, records) = (arguments[0], int.Parse(arguments[1], CultureInfo.InvariantCulture));

        // Who started it may be killed: its input ends then.
        var gone = Task.Run(Console.In.ReadToEnd);
        await using var store = new TelemetryStore(file, TimeSpan.FromDays(90), TimeProvider.System, NullLogger.Instance);
        for (var i = 0; (records == 0 || i < records) && !store.IsOff && !gone.IsCompleted; i++)
        {
            var id = Guid.NewGuid().ToString("N");
            store.Record(new() { Id = id, Time = DateTimeOffset.UtcNow, Language = "csharp", Decision = "local-sure", Characters = i });
            store.Shown(id, DateTimeOffset.UtcNow);
            if (i % 20 == 0)
            {
                await store.FlushAsync(CancellationToken.None);
                if (i == 0)
                {
                    Console.WriteLine("writing");
                }
            }
        }

        await store.FlushAsync(CancellationToken.None);
        return store is { IsOff: false, Dropped: 0 } ? 0 : 1;
    }
}
