using System.Globalization;
using LocalCascade.Daemon.Cli;

namespace LocalCascade.Daemon.Reporting;

/// <summary>What <c>--since</c> says.</summary>
internal static class ReportPeriod
{
    private const string Expected = "Expected a length such as 24h, 7d or 4w, or a date such as 2026-11-01.";

    /// <summary>The period's beginning; null for everything that is kept.</summary>
    /// <exception cref="CommandException">It is none; the message says what would be.</exception>
    public static DateTimeOffset? Parse(string? since, TimeProvider clock)
    {
        if (string.IsNullOrEmpty(since))
        {
            return null;
        }

        var now = clock.GetUtcNow();
        var begin = ParseLength(since) is { } length ? now - length : ParseDate(since, clock.LocalTimeZone);
        return begin switch
        {
            null => throw new CommandException($"--since '{since}' is not a period. {Expected}"),
            _ when begin >= now => throw new CommandException($"--since '{since}' is not in the past. {Expected}"),
            _ => begin,
        };
    }

    private static TimeSpan? ParseLength(string text)
    {
        var unit = char.ToLowerInvariant(text[^1]) switch { 'h' => 1, 'd' => 24, 'w' => 7 * 24, _ => 0 };
        return unit > 0 && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count <= 100_000
            ? TimeSpan.FromHours((double)count * unit)
            : null;
    }

    // A date means its first moment where the user is.
    private static DateTimeOffset? ParseDate(string text, TimeZoneInfo zone) =>
        DateTime.TryParseExact(text, ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)
            ? new DateTimeOffset(local, zone.GetUtcOffset(local))
            : null;
}
