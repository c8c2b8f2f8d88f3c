using LocalCascade.Http;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using LocalCascade.Proxy.Configuration;
using LocalCascade.Wire;

namespace LocalCascade.Proxy.Upstreams;

/// <summary>One inference engine: its warm connections, how busy it is, and whether it is in or out. Thread-safe.</summary>
internal sealed class Upstream : IAsyncDisposable
{
    private readonly HttpMessageInvoker[] _invokers;
    private readonly Uri _completions;
    private readonly Uri _models;
    private readonly Version _version;
    private readonly AuthenticationHeaderValue? _authorization;
    private readonly UpstreamHealth _health;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _probing;
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _next;
    private int _outstanding;
    private bool _retired;

    public Upstream(UpstreamConfiguration configuration, HealthConfiguration health, TimeProvider timeProvider, Action availabilityChanged, ILogger logger)
    {
        Configuration = configuration;
        var root = configuration.Url.TrimEnd('/');
        _completions = new($"{root}/v1/completions");
        _models = new($"{root}/v1/models");
        _version = configuration.Http == "2" ? HttpVersion.Version20 : HttpVersion.Version11;
        _authorization = configuration.ApiKey is { } key ? new("Bearer", ApiKey.Read(key)) : null;

        // One handler opens one HTTP/2 connection until its streams run out; over HTTP/1.1 one handler pools them all.
        _invokers = new HttpMessageInvoker[_version.Major == 2 ? configuration.Connections : 1];
        for (var i = 0; i < _invokers.Length; i++)
        {
            _invokers[i] = UpstreamHandler.Create();
        }

        _health = new(configuration.Name, health, timeProvider, availabilityChanged, logger);
        _probing = _health.RunAsync(ProbeAsync, _stopping.Token);
    }

    public UpstreamConfiguration Configuration { get; }

    public string ServedAs => Configuration.ServedAs ?? Configuration.Model;

    /// <summary>Requests that it is working on.</summary>
    public int Outstanding => Volatile.Read(ref _outstanding);

    /// <summary>Whether requests may be sent to it.</summary>
    public bool IsAvailable => _health.IsAvailable && !_retired;

    /// <summary>Completes after the first probe, whatever came of it.</summary>
    public Task Settled => _health.Settled;

    /// <summary>Counts a request; <see cref="End"/> counts it out.</summary>
    public void Begin() => Interlocked.Increment(ref _outstanding);

    public void End()
    {
        if (Interlocked.Decrement(ref _outstanding) == 0 && Volatile.Read(ref _retired))
        {
            _drained.TrySetResult();
        }
    }

    /// <summary>Sends a completion request; completes with the answer's headers, which are those of a success.</summary>
    /// <param name="body">The assembled body.</param>
    /// <param name="requestId">The request's id, for the engine's own log.</param>
    /// <param name="cancellationToken">The client's connection and the deadline.</param>
    /// <exception cref="UpstreamFailedException">It could not be reached, broke off, or is full: another may be tried.</exception>
    /// <exception cref="RequestRefusedException">The engine refused the request itself: no other would take it.</exception>
    public async Task<HttpResponseMessage> SendAsync(CompletionBody body, string requestId, CancellationToken cancellationToken)
    {
        var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, WireJson.Relaxed.CompletionBody));
        content.Headers.ContentType = new("application/json");
        using var request = CreateRequest(HttpMethod.Post, _completions);
        request.Content = content;
        request.Headers.TryAddWithoutValidation(WireHeaders.RequestId, requestId);

        HttpResponseMessage response;
        try
        {
            response = await NextInvoker().SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException error)
        {
            var neverSent = error.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError;
            Failed(atOnce: neverSent);
            throw UpstreamFailedException.OfTransport(neverSent ? "The engine cannot be reached." : "The engine broke off before it answered.", error, neverSent);
        }

        if (response.StatusCode == HttpStatusCode.OK)
        {
            return response;
        }

        using (response)
        {
            throw await ToErrorAsync(response, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Records that it answered a request as it should.</summary>
    public void Succeeded() => _health.Succeeded();

    /// <summary>Records that it failed a request; <paramref name="atOnce"/> puts it out without waiting for more failures.</summary>
    public void Failed(bool atOnce = false) => _health.Failed(atOnce);

    /// <summary>Lets it go when its last request has ended, at the latest when <paramref name="cancellationToken"/> is cancelled.</summary>
    public async Task RetireAsync(CancellationToken cancellationToken)
    {
        Volatile.Write(ref _retired, true);
        if (Outstanding > 0)
        {
            await _drained.Task.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await DisposeAsync().ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _probing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var invoker in _invokers)
        {
            invoker.Dispose();
        }

        _stopping.Dispose();
    }

    private async Task<Exception> ToErrorAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        if (status is 429 or 503)
        {
            return new UpstreamFailedException("The engine is full.", neverSent: false) { Overloaded = true, RetryAfter = response.Headers.RetryAfter?.Delta };
        }

        if (status >= 500)
        {
            Failed();
            return new UpstreamFailedException($"The engine answered with status {status}.", neverSent: false);
        }

        // 401 and 403 are about the proxy's own key, 404 about its model name: the operator's to mend, not the client's.
        if (status is 401 or 403 or 404 or 405)
        {
            Failed();
            return new UpstreamFailedException($"The engine refused the proxy (status {status}).", neverSent: false);
        }

        var message = await ReadErrorAsync(response, cancellationToken).ConfigureAwait(false);
        return new RequestRefusedException(StatusCodes.Status400BadRequest, ErrorCodes.InvalidRequest, $"The engine refused the request (status {status}){(message is null ? "." : $": {message}")}");
    }

    // The engine's own sentence, where it gives one of reasonable length.
    private static async Task<string?> ReadErrorAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentLength is null or > 16 * 1024)
        {
            return null;
        }

        try
        {
            var bytes = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
            using var json = JsonDocument.Parse(bytes);
            var error = json.RootElement;
            error = error.ValueKind == JsonValueKind.Object && error.TryGetProperty("error", out var nested) ? nested : error;
            return error.ValueKind == JsonValueKind.Object && error.TryGetProperty("message", out var message) && message.ValueKind == JsonValueKind.String && message.GetString() is { Length: < 500 } text ? text : null;
        }
        catch (Exception error) when (error is JsonException or HttpRequestException or IOException)
        {
            return null;
        }
    }

    // Opens connections that are not there (any more), and tells whether the engine answers.
    private async Task ProbeAsync(CancellationToken cancellationToken)
    {
        var probes = new List<Task>();
        for (var i = 0; i < Configuration.Connections; i++)
        {
            probes.Add(ProbeOnceAsync(_invokers[i % _invokers.Length], cancellationToken));
        }

        await Task.WhenAll(probes).ConfigureAwait(false);
    }

    private async Task ProbeOnceAsync(HttpMessageInvoker invoker, CancellationToken cancellationToken)
    {
        using var request = CreateRequest(HttpMethod.Get, _models);
        using var response = await invoker.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode)
        {
            throw new HttpRequestException($"GET /v1/models was answered with status {(int)response.StatusCode}", null, response.StatusCode);
        }

        await response.Content.CopyToAsync(Stream.Null, cancellationToken).ConfigureAwait(false);
    }

    private HttpRequestMessage CreateRequest(HttpMethod method, Uri uri)
    {
        var request = new HttpRequestMessage(method, uri) { Version = _version, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        request.Headers.Authorization = _authorization;
        return request;
    }

    private HttpMessageInvoker NextInvoker() =>
        _invokers.Length == 1 ? _invokers[0] : _invokers[(uint)Interlocked.Increment(ref _next) % (uint)_invokers.Length];
}
