using LocalCascade.Completion;
using LocalCascade.Completion.Telemetry;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalCascade.Daemon.Tests.Reporting;

/// <summary>Weeks of somebody's typing, made up: every tier, outcome and language that a page has to show. The same each time.</summary>
internal static class SampleNumbers
{
    private static readonly (string Language, int Weight)[] Languages = [("csharp", 9), ("typescript", 5), ("python", 4), ("rust", 2), ("markdown", 1)];

    public static async Task WriteAsync(string file, DateTimeOffset until, int days = 21, int perDay = 160)
    {
        var random = new Random(20261121);
        await using var store = new TelemetryStore(file, TimeSpan.FromDays(3650), TimeProvider.System, NullLogger.Instance);
        for (var day = days - 1; day >= 0; day--)
        {
            var date = until.AddDays(-day);
            var busy = date.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? perDay / 8 : perDay + random.Next(perDay / 2);
            for (var i = 0; i < busy; i++)
            {
                One(store, random, date.AddMinutes(-random.Next(12 * 60)));
            }

            await store.FlushAsync(CancellationToken.None);
        }

        foreach (var (language, weight) in Languages)
        {
            store.Typed(language, weight * 9000, weight * 4200);
        }

        await store.FlushAsync(CancellationToken.None);
    }

    private static void One(TelemetryStore store, Random random, DateTimeOffset time)
    {
        var record = new CompletionRecord
        {
            Id = Convert.ToHexStringLower(Bytes(random)),
            Time = time,
            Client = "Neovim",
            Language = Language(random),
            PathHash = "0123456789abcdef",
            Model = "localcascade-fim-6m",
            PromptTokens = 900 + random.Next(600),
            ReusedTokens = 850,
            Threshold = 0.8,
            Decision = "local-sure",
            ModelConfidence = 0.8 + (random.NextDouble() * 0.2),
            TotalMs = Around(random, 11),
        };
        var kind = random.Next(100);
        record = kind switch
        {
            < 38 => record with { CancelledAt = new[] { "queued", "prefill", "decode", "decode", "debounce", "cloud" }[random.Next(6)], CancelledAfterMs = Around(random, 20), Decision = "" },
            < 50 => record with { Origin = CompletionOrigin.Workspace, WorkspaceConfidence = 0.4 + (random.NextDouble() * 0.6), TotalMs = Around(random, 1.1), Characters = 24, Lines = 1 },
            < 68 => record with { Origin = CompletionOrigin.LocalModel, GeneratedTokens = 14, Characters = 31, Lines = 1 },
            < 82 => record with { Origin = CompletionOrigin.LocalModel, FromCache = true, TotalMs = Around(random, 0.3), Decision = "", Characters = 20, Lines = 1 },
            < 92 => record with
            {
                Origin = random.Next(5) == 0 ? CompletionOrigin.LocalModel : CompletionOrigin.Cloud,
                ModelConfidence = random.NextDouble() * 0.8,
                CloudConfidence = 0.5 + (random.NextDouble() * 0.5),
                Decision = random.Next(4) switch { 0 => "escalated-syntax", 1 => "escalated-again", _ => "escalated-unsure" },
                TotalMs = Around(random, 260),
                CloudRequests = 1,
                CloudOutcome = "won",
                CloudModel = "big-coder",
                CloudPromptTokens = 1800 + random.Next(700),
                CloudTokens = 30 + random.Next(40),
                CloudMs = Around(random, 300),
                Characters = 96,
                Lines = 3,
            },
            _ => record with { Reason = new[] { "LowConfidence", "NothingFound", "Unsuitable" }[random.Next(3)], Decision = random.Next(2) == 0 ? "kept-no-cloud" : "kept-rule", TotalMs = Around(random, 9) },
        };
        if (record is { Origin: CompletionOrigin.LocalModel, CloudRequests: 1 })
        {
            record = record with { CloudOutcome = "late", CloudConfidence = double.NaN };
        }

        store.Record(record);
        Outcome(store, random, record);
    }

    private static void Outcome(TelemetryStore store, Random random, CompletionRecord record)
    {
        if (record.Origin is null || random.Next(10) == 0)
        {
            return;
        }

        store.Shown(record.Id, record.Time.AddMilliseconds(record.TotalMs));
        var confidence = record.Origin switch { CompletionOrigin.Workspace => record.WorkspaceConfidence, CompletionOrigin.LocalModel => record.ModelConfidence, _ => record.CloudConfidence };
        if (random.NextDouble() < (confidence * 0.55) - 0.08)
        {
            store.Accepted(record.Id, record.Time.AddSeconds(1));
            var left = 1.0;
            foreach (var seconds in new[] { 30, 120, 600 })
            {
                left -= random.Next(3) == 0 ? random.NextDouble() * 0.5 : 0;
                if (random.Next(12) > 0)
                {
                    store.Survived(record.Id, seconds, Math.Max(0, left));
                }
            }
        }
        else if (random.Next(6) == 0)
        {
            store.Rejected(record.Id, record.Time.AddSeconds(1));
        }
        else
        {
            store.Ignored(record.Id, record.Time.AddSeconds(1));
        }
    }

    private static byte[] Bytes(Random random)
    {
        var bytes = new byte[16];
        random.NextBytes(bytes);
        return bytes;
    }

    private static string Language(Random random)
    {
        var at = random.Next(Languages.Sum(l => l.Weight));
        return Languages.First(l => (at -= l.Weight) < 0).Language;
    }

    // Times are skewed: logarithmic-normal, by the sum of twelve.
    private static double Around(Random random, double median) => median * Math.Exp((Enumerable.Range(0, 12).Sum(_ => random.NextDouble()) - 6) * 0.55);
}
