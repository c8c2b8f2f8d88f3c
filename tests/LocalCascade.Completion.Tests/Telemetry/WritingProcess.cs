using System.Diagnostics;
using System.Globalization;
using LocalCascade.Completion.Telemetry;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalCascade.Completion.Tests.Telemetry;

/// <summary>Another process that writes numbers into a store's file: this assembly, started anew.</summary>
internal static class WritingProcess
{
    /// <summary>Begins one that writes so many records and ends, or writes until it is killed if that is 0. It says "writing" once the first are in the file.</summary>
    public static Process Start(string file, int records)
    {
        string[] arguments = ["exec", typeof(WritingProcess).Assembly.Location, file, records.ToString(CultureInfo.InvariantCulture)];
        return Process.Start(new ProcessStartInfo(Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet", arguments) { RedirectStandardOutput = true })!;
    }

    public static async Task<int> MainAsync(string[] arguments)
    {
        var (file, records) = (arguments[0], int.Parse(arguments[1], CultureInfo.InvariantCulture));
        await using var store = new TelemetryStore(file, TimeSpan.FromDays(90), TimeProvider.System, NullLogger.Instance);
        for (var i = 0; (records == 0 || i < records) && !store.IsOff; i++)
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
