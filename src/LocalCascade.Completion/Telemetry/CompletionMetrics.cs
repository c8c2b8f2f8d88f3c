using System.Diagnostics.Metrics;

namespace LocalCascade.Completion.Telemetry;

/// <summary>
/// The same numbers as a meter, for whoever listens (OTLP, where the user asked for it). Labels are fixed words only: bounded in
/// number, and nothing of a request's text. Costs next to nothing while nobody listens. Thread-safe.
/// </summary>
public sealed class CompletionMetrics : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "LocalCascade";

    // Records whose answers may still be shown or accepted; older ones are no longer on any screen.
    private const int MostRemembered = 1024;

    // From a typed-through answer to one that came out of a slow cloud, in seconds.
    private static readonly double[] Buckets = [0.001, 0.002, 0.005, 0.01, 0.02, 0.035, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 5];

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _completions;
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _shown;
    private readonly Counter<long> _accepted;
    private readonly Counter<long> _cancelled;
    private readonly Counter<long> _cloudRequests;
    private readonly Counter<long> _cloudTokens;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Remembered> _recent = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = [];

    /// <summary>Makes the meter.</summary>
    public CompletionMetrics()
    {
        _completions = _meter.CreateCounter<long>("localcascade_completions", description: "Requests that were not cancelled, by the tier that answered and the decision.");
        _duration = _meter.CreateHistogram("localcascade_completion_duration_seconds", unit: "s", description: "From a request to its answer, by tier.", tags: null, advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = Buckets });
        _shown = _meter.CreateCounter<long>("localcascade_shown", description: "Answers that the editor showed, by tier.");
        _accepted = _meter.CreateCounter<long>("localcascade_accepted", description: "Answers that the user took, whole or in part, by tier.");
        _cancelled = _meter.CreateCounter<long>("localcascade_cancelled", description: "Requests that the next keystroke cancelled, by stage.");
        _cloudRequests = _meter.CreateCounter<long>("localcascade_cloud_requests", description: "Requests sent to the cloud, by what came of them.");
        _cloudTokens = _meter.CreateCounter<long>("localcascade_cloud_tokens", description: "Tokens of requests to the cloud, by kind: prompt or generated.");
    }

    /// <summary>A request has ended.</summary>
    public void Recorded(CompletionRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        var tier = new KeyValuePair<string, object?>("tier", TierOf(record));
        if (record.CancelledAt.Length > 0)
        {
            _cancelled.Add(1, new KeyValuePair<string, object?>("stage", Words.Code(record.CancelledAt)));
        }
        else
        {
            _completions.Add(1, tier, new("decision", Words.Code(record.Decision)));
            if (record.Origin is not null)
            {
                _duration.Record(record.TotalMs / 1000, tier);
                Remember(record.Id, (string)tier.Value!);
            }
        }

        if (record.CloudRequests > 0)
        {
            _cloudRequests.Add(record.CloudRequests, new KeyValuePair<string, object?>("outcome", Words.Code(record.CloudOutcome)));
            _cloudTokens.Add(record.CloudPromptTokens, new KeyValuePair<string, object?>("kind", "prompt"));
            _cloudTokens.Add(record.CloudTokens, new KeyValuePair<string, object?>("kind", "generated"));
        }
    }

    /// <summary>The editor showed a record's answer; counts once.</summary>
    public void Shown(string id) => Mark(id, Remembered.WasShown, _shown);

    /// <summary>The user took a record's answer, or a part of it; counts once.</summary>
    public void Accepted(string id) => Mark(id, Remembered.WasAccepted, _accepted);

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    /// <summary>Who answered: <c>workspace</c>, <c>model</c>, <c>cloud</c>; <c>cache</c> when an earlier answer was at hand; else <c>none</c>.</summary>
    internal static string TierOf(CompletionRecord record) =>
        record.Origin is null ? "none" : record.FromCache || record.Prefetched ? "cache" : Words.Of(record.Origin);

    private void Remember(string id, string tier)
    {
        lock (_gate)
        {
            if (_recent.TryAdd(id, new(tier, 0)))
            {
                _order.Enqueue(id);
            }

            if (_order.Count > MostRemembered)
            {
                _recent.Remove(_order.Dequeue());
            }
        }
    }

    private void Mark(string id, int mark, Counter<long> counter)
    {
        string tier;
        lock (_gate)
        {
            if (!_recent.TryGetValue(id, out var known) || (known.Marks & mark) != 0)
            {
                return;
            }

            tier = known.Tier;
            _recent[id] = new(tier, known.Marks | mark);
        }

        counter.Add(1, new KeyValuePair<string, object?>("tier", tier));
    }

    private readonly record struct Remembered(string Tier, int Marks)
    {
        public const int WasShown = 1;
        public const int WasAccepted = 2;
    }
}
