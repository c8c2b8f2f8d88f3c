using System.Text.Json.Nodes;
using LocalCascade.Daemon.Configuration;
using LocalCascade.Daemon.Reporting;
using LocalCascade.Tests;

namespace LocalCascade.Daemon.Tests.Reporting;

/// <summary>The page in a real browser. With LOCALCASCADE_SCREENSHOTS set to a folder, what it looks like goes there.</summary>
public sealed class ReportPageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public async Task The_page_fits_its_window_fetches_nothing_and_has_no_errors()
    {
        Skip.If(Chromium.Program is null, "Chromium is not installed.");
        await SampleNumbers.WriteAsync(_folder.Combine("telemetry.db"), DateTimeOffset.UtcNow);
        var pages = new[] { ("full", Page("telemetry.db", null)), ("day", Page("telemetry.db", TimeSpan.FromHours(24))), ("empty", Page("none.db", null)) };

        await using var browser = await Chromium.StartAsync();
        foreach (var (name, path) in pages)
        {
            foreach (var width in new[] { 1280, 390 })
            {
                foreach (var dark in new[] { false, true })
                {
                    await browser.OpenAsync(path, width, dark);
                    Assert.Equal("Where your completions come from", (string?)await browser.EvaluateAsync("document.querySelector('h1').innerText"));
                    Assert.Equal(width, (int?)await browser.EvaluateAsync("document.documentElement.scrollWidth"));
                    Assert.Equal([], await OverflowingAsync(browser));
                    Assert.Equal(dark, (int?)await browser.EvaluateAsync("Number(getComputedStyle(document.body).backgroundColor.match(/\\d+/)[0])") < 60);
                    Assert.Equal([], browser.Events.Where(IsProblem).Select(e => e.ToJsonString()));
                    Assert.Equal([new Uri(path).AbsoluteUri], browser.Events.Where(e => (string)e["method"]! == "Network.requestWillBeSent").Select(e => (string)e["params"]!["request"]!["url"]!));
                    await KeepAsync(browser, $"{name}-{width}-{(dark ? "dark" : "light")}.png");
                }
            }
        }
    }

    [SkippableFact]
    public async Task Every_chart_says_in_words_what_it_shows()
    {
        Skip.If(Chromium.Program is null, "Chromium is not installed.");
        await SampleNumbers.WriteAsync(_folder.Combine("telemetry.db"), DateTimeOffset.UtcNow, days: 3, perDay: 60);
        await using var browser = await Chromium.StartAsync();
        await browser.OpenAsync(Page("telemetry.db", null), 1280, dark: false);

        Assert.True((int?)await browser.EvaluateAsync("document.querySelectorAll('svg[role=img]').length") >= 3);
        Assert.Equal(0, (int?)await browser.EvaluateAsync("[...document.querySelectorAll('[role=img]')].filter(e => (e.getAttribute('aria-label') || '').length < 20).length"));
        Assert.Equal(0, (int?)await browser.EvaluateAsync("[...document.querySelectorAll('svg')].filter(e => !e.hasAttribute('aria-label') && !e.hasAttribute('aria-hidden')).length"));
    }

    // Text that stands out of its card, chart or window.
    private static async Task<IEnumerable<string>> OverflowingAsync(Chromium browser)
    {
        var texts = await browser.EvaluateAsync("""
            [...document.querySelectorAll('.card *')].filter(e => e.getClientRects().length && !e.closest('.scroll') && !e.closest('details') && e.tagName !== 'I' && e.tagName !== 'S')
              .filter(e => { const c = e.closest('.card').getBoundingClientRect(), r = e.getBoundingClientRect(); return r.left < c.left - 1 || r.right > c.right + 1; })
              .map(e => e.tagName + ': ' + e.textContent.slice(0, 60))
            """);
        return ((JsonArray)texts!).Select(t => (string)t!);
    }

    private static bool IsProblem(JsonNode message) => (string)message["method"]! switch
    {
        "Runtime.consoleAPICalled" or "Runtime.exceptionThrown" => true,
        "Log.entryAdded" => (string)message["params"]!["entry"]!["level"]! is "error" or "warning",
        _ => false,
    };

    private static async Task KeepAsync(Chromium browser, string name)
    {
        if (Environment.GetEnvironmentVariable("LOCALCASCADE_SCREENSHOTS") is { Length: > 0 } folder)
        {
            Directory.CreateDirectory(folder);
            await File.WriteAllBytesAsync(Path.Combine(folder, name), await browser.ScreenshotAsync());
        }
    }

    private string Page(string database, TimeSpan? length)
    {
        var since = DateTimeOffset.UtcNow - length;
        using var reader = new ReportReader(_folder.Combine(database));
        var builder = new ReportBuilder(since, TimeProvider.System, new TelemetrySettings { CloudPricePerMillionInputTokens = 0.3, CloudPricePerMillionOutputTokens = 0.9 });
        reader.Read(since, builder);
        return _folder.Write($"{database}-{length?.TotalHours}.html", ReportPage.Write(builder.Build()));
    }
}
