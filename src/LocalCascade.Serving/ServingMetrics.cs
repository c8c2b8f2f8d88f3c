using System.Diagnostics.Metrics;

namespace LocalCascade.Serving;

/// <summary>Everything that is counted. Numbers and fixed words only.</summary>
internal sealed class ServingMetrics : IDisposable
{
    private readonly Meter _meter = new("LocalCascade.Serving");
    private readonly Counter<long> _requests;
    private readonly Counter<long> _promptTokens;
    private readonly Counter<long> _cachedTokens;
    private readonly Counter<long> _generatedTokens;
    private readonly Counter<long> _draftTokens;
    private readonly Counter<long> _acceptedTokens;
    private readonly Histogram<double> _step;

    public ServingMetrics()
    {
        _requests = _meter.CreateCounter<long>("localcascade_serve_requests", description: "Completion requests by how they ended.");
        _promptTokens = _meter.CreateCounter<long>("localcascade_serve_prompt_tokens", description: "Tokens of prompts.");
        _cachedTokens = _meter.CreateCounter<long>("localcascade_serve_cached_tokens", description: "Tokens of prompts that the prefix cache held.");
        _generatedTokens = _meter.CreateCounter<long>("localcascade_serve_generated_tokens", description: "Tokens generated in decode runs.");
        _draftTokens = _meter.CreateCounter<long>("localcascade_serve_draft_tokens", description: "Tokens of drafts that were verified.");
        _acceptedTokens = _meter.CreateCounter<long>("localcascade_serve_accepted_tokens", description: "Tokens of drafts that were right.");
        _step = _meter.CreateHistogram<double>("localcascade_serve_step_seconds", description: "One step: a chunk of a prompt and a decode run.");
    }

    public Meter Meter => _meter;

    /// <summary>Shows how full the batch and its queue are.</summary>
    public void Observe(Func<int> active, Func<int> waiting)
    {
        _meter.CreateObservableGauge("localcascade_serve_active", active, description: "Sequences at work.");
        _meter.CreateObservableGauge("localcascade_serve_waiting", waiting, description: "Requests that wait for a slot.");
    }

    public void Ended(string outcome) => _requests.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    public void Cancelled() => Ended("cancelled");

    public void CancelledWaiting() => Ended("cancelled_waiting");

    public void Prompted(int tokens, int cached)
    {
        _promptTokens.Add(tokens);
        _cachedTokens.Add(cached);
    }

    public void Decoded(int tokens) => _generatedTokens.Add(tokens);

    public void Verified(int draft, int accepted)
    {
        if (draft > 0)
        {
            _draftTokens.Add(draft);
            _acceptedTokens.Add(accepted);
        }
    }

    public void Stepped(TimeSpan time) => _step.Record(time.TotalSeconds);

    public void Dispose() => _meter.Dispose();
}
