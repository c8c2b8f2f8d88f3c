using LocalCascade.Daemon.Configuration;

namespace LocalCascade.Daemon.Reporting;

/// <summary>Adds up rows as they are read, so that a year of them needs no more memory than their latencies and what was shown.</summary>
internal sealed class ReportBuilder(DateTimeOffset? since, TimeProvider clock, TelemetrySettings settings)
{
    private const int TierCount = 5;
    private const int LongestByHour = 2;
    private const int LongestByDay = 120;
    private const int ReliabilityBins = 10;
    private const int CharactersPerToken = 4;

    private readonly List<float>[] _latencies = [.. Enumerable.Range(0, TierCount).Select(_ => new List<float>())];
    private readonly long[] _tiers = new long[TierCount + 1];
    private readonly Dictionary<string, Suggestion> _shown = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (ReportTier Tier, double Confidence)> _atHand = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LanguageSum> _languages = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _decisions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _reasons = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _stages = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _outcomes = new(StringComparer.Ordinal);
    private readonly SortedDictionary<long, long[]> _hours = [];
    private DateTimeOffset? _first;
    private long _requests;
    private long _cloudRequests;
    private long _cloudRequestsWithTokens;
    private long _cloudPromptTokens;
    private long _cloudTokens;
    private double _wastedMs;
    private long _savedRequests;
    private long _savedWithPrompt;
    private long _savedPromptTokens;
    private long _savedTokens;

    /// <summary>Adds a request.</summary>
    public void Add(ReportRow row)
    {
        _requests++;
        _first = _first is { } first && first <= row.Time ? first : row.Time;
        var tier = row.Tier;
        _tiers[(int)tier]++;
        AddStep(row.Time, tier);

        var language = LanguageOf(row.Language);
        language.Requests++;
        if (tier == ReportTier.Cancelled)
        {
            Count(_stages, row.CancelledAt);
        }
        else
        {
            _latencies[(int)tier].Add((float)row.TotalMs);
            Count(_decisions, row.Decision);
            Count(_reasons, row.Reason);
        }

        if (tier <= ReportTier.Cloud)
        {
            language.Answered++;
            language.Local += tier == ReportTier.Cloud ? 0 : 1;
            language.Latencies.Add((float)row.TotalMs);
        }

        AddCloud(row);
        AddSuggestion(row);
    }

    /// <summary>Adds what was typed and inserted in an hour.</summary>
    public void AddTyping(string language, long typed, long inserted)
    {
        var sum = LanguageOf(language);
        sum.Typed += typed;
        sum.Inserted += inserted;
    }

    /// <summary>The aggregates of what was added.</summary>
    public Report Build()
    {
        var answered = _tiers[(int)ReportTier.Workspace] + _tiers[(int)ReportTier.Model] + _tiers[(int)ReportTier.Cache] + _tiers[(int)ReportTier.Cloud];
        var notCancelled = answered + _tiers[(int)ReportTier.None];
        var (typed, inserted) = (_languages.Values.Sum(l => l.Typed), _languages.Values.Sum(l => l.Inserted));
        var suggestions = Suggestions();
        var unit = ChooseUnit();
        return new()
        {
            Since = since,
            Until = TimeZoneInfo.ConvertTime(clock.GetUtcNow(), clock.LocalTimeZone),
            First = _first,
            Requests = _requests,
            Answered = answered,
            LocalShare = Share(answered - _tiers[(int)ReportTier.Cloud], answered),
            StayedShare = Share(_requests - _cloudRequests, _requests),
            TypeThroughShare = Share(_tiers[(int)ReportTier.Cache], answered),
            Tiers = [.. Enumerable.Range(0, TierCount).Select(tier => MakeTier((ReportTier)tier, notCancelled))],
            Total = MakeAcceptance("", suggestions),
            ByTier = [.. suggestions.GroupBy(s => s.Tier).OrderBy(g => g.Key).Select(g => MakeAcceptance(NameOf(g.Key), g))],
            ByLanguage = [.. suggestions.GroupBy(s => s.Language, StringComparer.Ordinal).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).Select(g => MakeAcceptance(g.Key, g))],
            Languages = [.. _languages.Where(l => l.Value.Requests > 0).OrderByDescending(l => l.Value.Requests).ThenBy(l => l.Key, StringComparer.Ordinal).Select(l => MakeLanguage(l.Key, l.Value))],
            Survival = [MakeSurvival(suggestions, 30, s => s.Survival30), MakeSurvival(suggestions, 120, s => s.Survival120), MakeSurvival(suggestions, 600, s => s.Survival600)],
            Reliability = MakeReliability(suggestions),
            Decisions = Ordered(_decisions),
            Reasons = Ordered(_reasons),
            CancelledAt = Ordered(_stages),
            CancelledShare = Share(_tiers[(int)ReportTier.Cancelled], _requests),
            Cloud = new(_cloudRequests, Share(_cloudRequests, _requests), _cloudPromptTokens, _cloudTokens, Price(_cloudPromptTokens, _cloudTokens), _wastedMs / 1000, Ordered(_outcomes)),
            Saved = MakeSavings(),
            TypedCharacters = typed,
            InsertedCharacters = inserted,
            CompletedShare = Share(inserted, typed + inserted),
            StepUnit = unit,
            Steps = MakeSteps(unit),
        };
    }

    /// <summary>A tier's name as the store and the report have it.</summary>
    public static string NameOf(ReportTier tier) => tier switch
    {
        ReportTier.Workspace => "workspace",
        ReportTier.Model => "model",
        ReportTier.Cache => "cache",
        ReportTier.Cloud => "cloud",
        ReportTier.None => "none",
        _ => "cancelled",
    };

    private LanguageSum LanguageOf(string language)
    {
        if (!_languages.TryGetValue(language, out var sum))
        {
            _languages[language] = sum = new();
        }

        return sum;
    }

    private void AddCloud(ReportRow row)
    {
        if (row.CloudRequests > 0)
        {
            _cloudRequests += row.CloudRequests;
            _cloudPromptTokens += row.CloudPromptTokens;
            _cloudTokens += row.CloudTokens;
            _cloudRequestsWithTokens += row.CloudPromptTokens > 0 ? 1 : 0;
            _wastedMs += row.CloudOutcome == "won" ? 0 : row.CloudMs;
            Count(_outcomes, row.CloudOutcome);
        }
        else if (row.Tier is ReportTier.Workspace or ReportTier.Model && !row.Joined)
        {
            // What is at hand, a client without local tiers would have had at hand as well.
            _savedRequests++;
            _savedTokens += row.GeneratedTokens > 0 ? row.GeneratedTokens : (row.Characters + CharactersPerToken - 1) / CharactersPerToken;
            _savedPromptTokens += row.PromptTokens;
            _savedWithPrompt += row.PromptTokens > 0 ? 1 : 0;
        }
    }

    // What became of a text is noted with the request that first brought it, which may itself have been cancelled: who wrote it
    // is then known from those that it was at hand for.
    private void AddSuggestion(ReportRow row)
    {
        var key = row.ComputedBy.Length > 0 ? row.ComputedBy : row.Id;
        if (row.ComputedBy.Length > 0 && row.Origin.Length > 0)
        {
            _atHand.TryAdd(key, (row.TextTier, row.Confidence));
        }

        if (!row.Shown && !row.Accepted)
        {
            return;
        }

        if (!_shown.TryGetValue(key, out var suggestion))
        {
            _shown[key] = suggestion = new(row.Language);
        }

        suggestion.Add(row);
    }

    private List<Suggestion> Suggestions()
    {
        foreach (var (key, suggestion) in _shown)
        {
            if (suggestion.Tier == ReportTier.None && _atHand.TryGetValue(key, out var text))
            {
                suggestion.WrittenBy(text.Tier, text.Confidence);
            }
        }

        return [.. _shown.Values.Where(s => s.Tier != ReportTier.None)];
    }

    private void AddStep(DateTimeOffset time, ReportTier tier)
    {
        var hour = (long)Math.Floor(TimeZoneInfo.ConvertTime(time, clock.LocalTimeZone).DateTime.Subtract(DateTime.UnixEpoch).TotalHours);
        if (!_hours.TryGetValue(hour, out var counts))
        {
            _hours[hour] = counts = new long[TierCount + 1];
        }

        counts[(int)tier]++;
    }

    private string ChooseUnit()
    {
        var days = ((clock.GetUtcNow() - (since ?? _first)) ?? TimeSpan.Zero).TotalDays;
        return days <= LongestByHour ? "hour" : days <= LongestByDay ? "day" : "week";
    }

    private List<StepReport> MakeSteps(string unit)
    {
        if (_hours.Count == 0)
        {
            return [];
        }

        var zone = clock.LocalTimeZone;
        var length = unit switch { "hour" => TimeSpan.FromHours(1), "day" => TimeSpan.FromDays(1), _ => TimeSpan.FromDays(7) };
        var until = BeginOf(TimeZoneInfo.ConvertTime(clock.GetUtcNow(), zone).DateTime, unit);
        var sums = _hours.GroupBy(h => BeginOf(DateTime.UnixEpoch.AddHours(h.Key), unit)).ToDictionary(g => g.Key, g => Sum(g.Select(h => h.Value)));
        var steps = new List<StepReport>();
        for (var at = sums.Keys.Min(); at <= until || at <= sums.Keys.Max(); at += length)
        {
            var c = sums.GetValueOrDefault(at) ?? new long[TierCount + 1];
            var local = DateTime.SpecifyKind(at, DateTimeKind.Unspecified);
            steps.Add(new(new(local, zone.GetUtcOffset(local)), c[0], c[1], c[2], c[3], c[4], c[5]));
        }

        return steps;
    }

    // Weeks begin on Mondays.
    private static DateTime BeginOf(DateTime local, string unit) => unit switch
    {
        "hour" => local.Date.AddHours(local.Hour),
        "day" => local.Date,
        _ => local.Date.AddDays(-(((int)local.DayOfWeek + 6) % 7)),
    };

    private static long[] Sum(IEnumerable<long[]> counts)
    {
        var sum = new long[TierCount + 1];
        foreach (var count in counts)
        {
            for (var i = 0; i < sum.Length; i++)
            {
                sum[i] += count[i];
            }
        }

        return sum;
    }

    private TierReport MakeTier(ReportTier tier, long notCancelled)
    {
        var latencies = _latencies[(int)tier];
        latencies.Sort();
        var histogram = new long[LatencyBins.Count];
        foreach (var latency in latencies)
        {
            histogram[LatencyBins.Of(latency)]++;
        }

        return new(NameOf(tier), _tiers[(int)tier], Share(_tiers[(int)tier], notCancelled), Percentile(latencies, 0.5), Percentile(latencies, 0.95), Percentile(latencies, 0.99), histogram);
    }

    private static LanguageReport MakeLanguage(string name, LanguageSum sum)
    {
        sum.Latencies.Sort();
        return new(name, sum.Requests, sum.Answered, Share(sum.Local, sum.Answered), Percentile(sum.Latencies, 0.5), Share(sum.Inserted, sum.Typed + sum.Inserted));
    }

    private static AcceptanceReport MakeAcceptance(string name, IEnumerable<Suggestion> suggestions)
    {
        long shown = 0, accepted = 0, rejected = 0, strong = 0, measured = 0;
        foreach (var suggestion in suggestions)
        {
            shown++;
            accepted += suggestion.Accepted ? 1 : 0;
            rejected += suggestion is { Rejected: true, Accepted: false } ? 1 : 0;
            measured += suggestion.Accepted && !double.IsNaN(suggestion.Survival120) ? 1 : 0;
            strong += suggestion.Accepted && suggestion.Survival120 >= Suggestion.Kept ? 1 : 0;
        }

        return new(name, shown, accepted, rejected, strong, measured, Share(accepted, shown), Share(strong, shown - accepted + measured));
    }

    private static SurvivalReport MakeSurvival(List<Suggestion> suggestions, int seconds, Func<Suggestion, double> survival)
    {
        double[] measured = [.. suggestions.Where(s => s.Accepted).Select(survival).Where(ratio => !double.IsNaN(ratio))];
        return new(seconds, measured.Length, measured.Count(ratio => ratio >= Suggestion.Kept), measured.Length == 0 ? null : measured.Average());
    }

    private static List<ReliabilityBin> MakeReliability(IEnumerable<Suggestion> suggestions) =>
    [
        .. suggestions.Where(s => !double.IsNaN(s.Confidence))
            .GroupBy(s => Math.Clamp((int)(s.Confidence * ReliabilityBins), 0, ReliabilityBins - 1))
            .OrderBy(g => g.Key)
            .Select(g => new ReliabilityBin((double)g.Key / ReliabilityBins, (double)(g.Key + 1) / ReliabilityBins, g.Count(), g.Average(s => s.Confidence), g.Average(s => s.Accepted ? 1 : 0))),
    ];

    // A prompt for the cloud is as long as those that were sent; where none was, as the local ones.
    private SavingsReport MakeSavings()
    {
        var perRequest = _cloudRequestsWithTokens > 0 ? (double)_cloudPromptTokens / _cloudRequestsWithTokens : _savedWithPrompt > 0 ? (double)_savedPromptTokens / _savedWithPrompt : 0;
        var promptTokens = (long)Math.Round(perRequest * _savedRequests);
        return new(_savedRequests, Share(_savedRequests, _savedRequests + _cloudRequests), promptTokens, _savedTokens, Price(promptTokens, _savedTokens), settings.CloudCurrency);
    }

    private double? Price(long input, long output) => settings is { CloudPricePerMillionInputTokens: 0, CloudPricePerMillionOutputTokens: 0 }
        ? null
        : ((input * settings.CloudPricePerMillionInputTokens) + (output * settings.CloudPricePerMillionOutputTokens)) / 1_000_000;

    // Nearest rank: a time that was really measured.
    private static double? Percentile(List<float> sorted, double part) =>
        sorted.Count == 0 ? null : Math.Round(sorted[Math.Max(0, (int)Math.Ceiling(part * sorted.Count) - 1)], 3);

    private static double? Share(long part, long all) => all == 0 ? null : (double)part / all;

    private static void Count(Dictionary<string, long> counts, string name)
    {
        if (name.Length > 0)
        {
            counts[name] = counts.GetValueOrDefault(name) + 1;
        }
    }

    private static List<NamedCount> Ordered(Dictionary<string, long> counts) =>
        [.. counts.OrderByDescending(c => c.Value).ThenBy(c => c.Key, StringComparer.Ordinal).Select(c => new NamedCount(c.Key, c.Value))];

    private sealed class LanguageSum
    {
        public long Requests { get; set; }

        public long Answered { get; set; }

        public long Local { get; set; }

        public long Typed { get; set; }

        public long Inserted { get; set; }

        public List<float> Latencies { get; } = [];
    }
}
