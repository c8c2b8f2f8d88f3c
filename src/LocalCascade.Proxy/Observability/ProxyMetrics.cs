using System.Diagnostics.Metrics;
using LocalCascade.Proxy.Pipeline;
using LocalCascade.Proxy.Upstreams;

namespace LocalCascade.Proxy.Observability;

/// <summary>
/// Everything that is counted. One meter feeds both <c>/metrics</c> and OTLP. Labels are names from the configuration and
/// fixed words only: bounded in number, and nothing of a request's text.
/// </summary>
internal sealed class ProxyMetrics : IDisposable
{
    public const string MeterName = "LocalCascade.Proxy";

    // A label per organisation is what operators ask for; beyond this many the rest share one.
    private const int MostOrganisations = 200;

    private readonly Meter _meter = new(MeterName);
    private readonly TimeProvider _timeProvider;
    private readonly Counter<long> _requests;
    private readonly Counter<long> _organisationRequests;
    private readonly Counter<long> _events;
    private readonly Counter<long> _retries;
    private readonly Counter<long> _verified;
    private readonly Counter<long> _reloads;
    private readonly Histogram<double> _duration;
    private readonly Histogram<double> _firstByte;
    private readonly Histogram<double> _queue;
    private readonly HashSet<string> _organisations = new(StringComparer.Ordinal);
    private int _atWork;

    /// <param name="state">The state in effect.</param>
    /// <param name="waiting">Requests that wait for an engine.</param>
    /// <param name="timeProvider">The clock.</param>
    public ProxyMetrics(Func<ProxyState> state, Func<int> waiting, TimeProvider timeProvider)
    {
        _timeProvider = timeProvider;
        _requests = _meter.CreateCounter<long>("localcascade_proxy_requests", description: "Completion requests by model and how they ended.");
        _organisationRequests = _meter.CreateCounter<long>("localcascade_proxy_organisation_requests", description: "Completion requests by organisation.");
        _events = _meter.CreateCounter<long>("localcascade_proxy_events", description: "Server-sent events passed on, about one per token.");
        _retries = _meter.CreateCounter<long>("localcascade_proxy_retries", description: "Requests sent to another upstream before their first byte.");
        _verified = _meter.CreateCounter<long>("localcascade_proxy_tokens", description: "Tokens presented, by the verdict.");
        _reloads = _meter.CreateCounter<long>("localcascade_proxy_reloads", description: "Configuration reloads, by whether they took effect.");
        _duration = _meter.CreateHistogram<double>("localcascade_proxy_request_duration_seconds", description: "From a request's arrival to its last byte.");
        _firstByte = _meter.CreateHistogram<double>("localcascade_proxy_first_byte_seconds", description: "From a request's arrival to its answer's first byte.");
        _queue = _meter.CreateHistogram<double>("localcascade_proxy_queue_seconds", description: "How long requests waited for a place at an engine.");
        _meter.CreateObservableGauge("localcascade_proxy_at_work", () => Volatile.Read(ref _atWork), description: "Requests at work, waiting ones included.");
        _meter.CreateObservableGauge("localcascade_proxy_waiting", waiting, description: "Requests that wait for an engine.");
        _meter.CreateObservableGauge("localcascade_proxy_healthy", () => state().Vote.Vote().Healthy ? 1 : 0, description: "1 while this instance votes for itself.");
        _meter.CreateObservableGauge("localcascade_proxy_upstream_available", () => Each(state, upstream => upstream.IsAvailable ? 1 : 0), description: "1 while an upstream is in.");
        _meter.CreateObservableGauge("localcascade_proxy_upstream_outstanding", () => Each(state, upstream => upstream.Outstanding), description: "Requests that an upstream is working on.");
    }

    public Meter Meter => _meter;

    public void Begin() => Interlocked.Increment(ref _atWork);

    public void Retried(string model) => _retries.Add(1, new KeyValuePair<string, object?>("model", model));

    public void Verified(string verdict) => _verified.Add(1, new KeyValuePair<string, object?>("verdict", verdict));

    public void Reloaded(bool tookEffect) => _reloads.Add(1, new KeyValuePair<string, object?>("result", tookEffect ? "ok" : "refused"));

    public void End(Exchange exchange, long ended)
    {
        Interlocked.Decrement(ref _atWork);
        var model = new KeyValuePair<string, object?>("model", exchange.Model);
        _requests.Add(1, model, new("outcome", NameOf(exchange.Outcome)));
        if (exchange.Caller is { } caller)
        {
            _organisationRequests.Add(1, new KeyValuePair<string, object?>("organisation", Known(caller.Organisation)));
        }

        if (exchange.Events > 0)
        {
            _events.Add(exchange.Events, model);
        }

        if (exchange.Admitted is { } admitted)
        {
            _queue.Record(_timeProvider.GetElapsedTime(exchange.Started, admitted).TotalSeconds, model);
        }

        if (exchange.FirstByte is { } firstByte)
        {
            _firstByte.Record(_timeProvider.GetElapsedTime(exchange.Started, firstByte).TotalSeconds, model);
            _duration.Record(_timeProvider.GetElapsedTime(exchange.Started, ended).TotalSeconds, model);
        }
    }

    public void Dispose() => _meter.Dispose();

    public static string NameOf(Outcome outcome) => outcome switch
    {
        Outcome.Completed => "completed",
        Outcome.Refused => "refused",
        Outcome.CancelledBeforeForward => "cancelled_before_forward",
        Outcome.CancelledBeforeFirstByte => "cancelled_before_first_byte",
        Outcome.CancelledMidStream => "cancelled_mid_stream",
        Outcome.Overloaded => "overloaded",
        Outcome.Failed => "failed",
        _ => "deadline_exceeded",
    };

    private static IEnumerable<Measurement<int>> Each(Func<ProxyState> state, Func<Upstream, int> value) =>
        state().Pool.All.Select(upstream => new Measurement<int>(value(upstream), new KeyValuePair<string, object?>("upstream", upstream.Configuration.Name)));

    private string Known(string organisation)
    {
        lock (_organisations)
        {
            return _organisations.Contains(organisation) || (_organisations.Count < MostOrganisations && _organisations.Add(organisation)) ? organisation : "other";
        }
    }
}
