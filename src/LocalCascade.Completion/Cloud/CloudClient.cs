using System.Globalization;
using System.Net;
using System.Text.Json;
using LocalCascade.Wire;
using Microsoft.Extensions.Logging;

namespace LocalCascade.Completion.Cloud;

/// <summary>
/// The cloud tier's client: one HTTP/2 connection that is opened and warmed up in the background and stays, and a short-lived
/// token that is exchanged for the user's credential and renewed before it ends. Thread-safe.
/// </summary>
public sealed partial class CloudClient : IAsyncDisposable
{
    private static readonly TimeSpan FirstBackoff = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestBackoff = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan KeepWarm = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan MaintenanceTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    // A version that was refused stays so until the program is renewed, or the operator thinks again.
    private static readonly TimeSpan UpgradeHold = TimeSpan.FromMinutes(10);

    private readonly CloudSettings _settings;
    private readonly Func<CancellationToken, ValueTask<string?>> _credential;
    private readonly string _installation;
    private readonly string _version;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly ServerCertificates? _certificates;
    private readonly HttpMessageInvoker? _http;
    private readonly CircuitBreaker _circuit;
    private readonly HourlyUsage _usage;
    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _exchanging = new(1, 1);
    private readonly TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile TaskCompletionSource _wake = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile CloudStatus _status;
    private volatile Token? _token;
    private volatile string? _refused;
    private volatile CloudStatus? _refusedVersion;
    private long _notBefore;
    private long _upgradeUntil;
    private int _signIns;
    private Task _maintaining = Task.CompletedTask;

    /// <param name="settings">Where the proxy is.</param>
    /// <param name="credential">Gives the long-lived credential or an identity provider's access token; null when nobody is signed in.</param>
    /// <param name="installation">This installation's random id; empty for none.</param>
    /// <param name="version">This program's version.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="logger">Where events go; never code, tokens or credentials.</param>
    public CloudClient(CloudSettings settings, Func<CancellationToken, ValueTask<string?>> credential, string installation, string version, TimeProvider timeProvider, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(settings);
        _settings = settings;
        _credential = credential;
        _installation = installation;
        _version = version;
        _timeProvider = timeProvider;
        _logger = logger;
        _circuit = new(settings.FailuresBeforePause, TimeSpan.FromSeconds(settings.PauseSeconds), timeProvider);
        _usage = new(timeProvider);
        _status = new(CloudState.Connecting, "The connection is being opened.");
        if (settings.Problem() is { } problem)
        {
            _status = new(CloudState.Misconfigured, problem);
            return;
        }

        try
        {
            _certificates = new(settings, timeProvider);
            _http = new(CloudHandler.CreateHandler(settings, _certificates));
        }
        catch (CloudException error)
        {
            _status = new(CloudState.Misconfigured, error.Message);
        }
    }

    /// <summary>Raised on a pool thread when the state changes.</summary>
    public event Action<CloudStatus>? Changed;

    /// <summary>Where it is and how it is reached.</summary>
    public CloudSettings Settings => _settings;

    /// <summary>How things stand.</summary>
    public CloudStatus Status => _status;

    /// <summary>Why it should not be asked unless by name; null when it may.</summary>
    public CloudObstacle? Obstacle
    {
        get
        {
            var status = _status;
            if (_http is null || status.State is not (CloudState.Ready or CloudState.Connecting))
            {
                return new(status.State == CloudState.Unreachable ? CascadeCode.KeptCircuit : CascadeCode.KeptNoCloud, status.Message);
            }

            var left = PauseLeft() is var asked && asked > _circuit.Left ? asked : _circuit.Left;
            if (left > TimeSpan.Zero)
            {
                return new(CascadeCode.KeptCircuit, string.Create(CultureInfo.InvariantCulture, $"it failed lately or asked for a pause, and is left alone for {left.TotalSeconds:0.0} s more."));
            }

            var (requests, tokens) = _usage.Read();
            return (_settings.RequestsPerHour > 0 && requests >= _settings.RequestsPerHour) || (_settings.TokensPerHour > 0 && tokens >= _settings.TokensPerHour)
                ? new(CascadeCode.KeptBudget, string.Create(CultureInfo.InvariantCulture, $"{requests} requests and {tokens} tokens in the last hour are what the budget allows (settings cloudRequestsPerHour, cloudTokensPerHour)."))
                : null;
        }
    }

    /// <summary>The model that is asked for; empty for the proxy's default while that is not known.</summary>
    public string Model => _settings.Model.Length > 0 ? _settings.Model : _status.Models is [var first, ..] ? first : "";

    internal CircuitBreaker Circuit => _circuit;

    internal HourlyUsage Usage => _usage;

    /// <summary>Opens the connection and keeps it and the token fresh, in the background.</summary>
    public void Start() => _maintaining = _http is null ? Task.CompletedTask : Task.Run(() => MaintainAsync(_stopping.Token));

    /// <summary>Completes when the first attempt to connect has ended, whatever came of it.</summary>
    public Task WhenSettledAsync(CancellationToken cancellationToken) => _http is null ? Task.CompletedTask : _settled.Task.WaitAsync(cancellationToken);

    /// <summary>Tells that somebody signed in or out.</summary>
    public void CredentialChanged()
    {
        Interlocked.Increment(ref _signIns);
        _token = null;
        _refused = null;
        _wake.TrySetResult();
    }

    /// <summary>Asks for a completion; completes when its answer begins.</summary>
    /// <returns>The stream, to be disposed of.</returns>
    /// <exception cref="CloudException">There is none; nothing waits for a proxy that is known to be away.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; the request is reset at once.</exception>
    public async Task<CloudAnswer> CompleteAsync(CloudRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ThrowIfNotReady();
        var deadline = new CancellationTokenSource(TimeSpan.FromMilliseconds(_settings.DeadlineMilliseconds), _timeProvider);
        HttpResponseMessage? response = null;
        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
            var token = _token ?? await ExchangeAsync(null, either.Token).ConfigureAwait(false);
            response = await PostAsync(request, token, either.Token).ConfigureAwait(false);
            if (response.StatusCode == HttpStatusCode.Unauthorized)
            {
                // Its time was over after all (a suspended laptop), or the proxy's keys are new: once more with a new one.
                response.Dispose();
                token = await ExchangeAsync(token, either.Token).ConfigureAwait(false);
                response = await PostAsync(request, token, either.Token).ConfigureAwait(false);
            }

            return response.StatusCode == HttpStatusCode.OK
                ? await CloudAnswer.OpenAsync(response, deadline, either.Token).ConfigureAwait(false)
                : throw await ToErrorAsync(response, either.Token).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            response?.Dispose();
            deadline.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            throw error switch
            {
                CloudException => error,
                OperationCanceledException => new CloudException(CloudFailure.TooLate, "The cloud's answer took too long (setting cloudDeadlineMilliseconds)."),
                HttpRequestException or IOException => Unreachable(_settings, _certificates!, error),
                ObjectDisposedException => new CloudException(CloudFailure.Unreachable, "The connection to the cloud was closed.", error),
                _ => error,
            };
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _maintaining.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _http?.Dispose();
        _stopping.Dispose();
        _exchanging.Dispose();
    }

    private async Task MaintainAsync(CancellationToken cancellationToken)
    {
        var backoff = FirstBackoff;
        while (!cancellationToken.IsCancellationRequested)
        {
            var wake = _wake;
            TimeSpan wait;
            try
            {
                // Who asked for a pause is not asked for models either.
                if (PauseLeft() is var pause && pause > TimeSpan.Zero)
                {
                    await Task.Delay(pause, _timeProvider, cancellationToken).ConfigureAwait(false);
                }

                await WarmUpAsync(cancellationToken).ConfigureAwait(false);
                backoff = FirstBackoff;
                wait = KeepWarm;
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (CloudException error)
            {
                SetStatus(new(ToState(error), error.Message));
                // Somebody may sign in from a terminal: looked at now and then, which sends nothing while the credential is the same.
                wait = error.Failure is CloudFailure.NotSignedIn or CloudFailure.CredentialRefused ? KeepWarm : Jittered(backoff);
                backoff = TimeSpan.FromTicks(Math.Min(2 * backoff.Ticks, LongestBackoff.Ticks));
            }

            _settled.TrySetResult();
            await wake.Task.WaitAsync(wait, _timeProvider, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (wake.Task.IsCompleted)
            {
                _wake = new(TaskCreationOptions.RunContinuationsAsynchronously);
                backoff = FirstBackoff;
            }
        }
    }

    // A real request through everything: name resolution, TLS, the token, the proxy. The first completion then takes one
    // round trip. Repeated now and then, it opens a connection that was lost before anyone waits for it.
    private async Task WarmUpAsync(CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(MaintenanceTimeout, _timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            var token = _token;
            if (token is null || _timeProvider.GetUtcNow() >= token.RefreshAt)
            {
                token = await ExchangeAsync(token, either.Token).ConfigureAwait(false);
            }

            var started = _timeProvider.GetTimestamp();
            using var request = CreateRequest(HttpMethod.Get, "/v1/models", token.Value);
            using var response = await _http!.SendAsync(request, either.Token).ConfigureAwait(false);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                if (response.StatusCode == HttpStatusCode.Unauthorized)
                {
                    _token = null;
                }

                throw await ToErrorAsync(response, either.Token).ConfigureAwait(false);
            }

            var models = JsonSerializer.Deserialize(await response.Content.ReadAsByteArrayAsync(either.Token).ConfigureAwait(false), WireJson.Relaxed.ModelList)?.Data ?? [];
            if (_refusedVersion is { } refused && _timeProvider.GetTimestamp() < Volatile.Read(ref _upgradeUntil))
            {
                // Also after it was away for a while.
                SetStatus(refused);
                return;
            }

            SetStatus(new(CloudState.Ready, "Connected.", token.Organisation, token.User)
            {
                Models = [.. models.Select(model => model.Id)],
                TokenUntil = token.Until,
                RoundTrip = _timeProvider.GetElapsedTime(started),
            });
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CloudException(CloudFailure.Unreachable, $"{_settings.Url} does not answer.");
        }
        catch (Exception error) when (error is HttpRequestException or IOException or JsonException)
        {
            throw Unreachable(_settings, _certificates!, error);
        }
    }

    // One at a time: who comes while another is exchanging gets that one's token.
    private async Task<Token> ExchangeAsync(Token? worn, CancellationToken cancellationToken)
    {
        await _exchanging.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_token is { } fresh && fresh != worn)
            {
                return fresh;
            }

            var signIns = Volatile.Read(ref _signIns);
            var credential = await _credential(cancellationToken).ConfigureAwait(false)
                ?? throw new CloudException(CloudFailure.NotSignedIn, "Nobody is signed in. Run: localcascade login");
            if (credential == _refused)
            {
                throw new CloudException(CloudFailure.CredentialRefused, _status.State == CloudState.Refused ? _status.Message : "The credential was refused. Run: localcascade login");
            }

            using var request = CreateRequest(HttpMethod.Post, "/v1/token", credential);
            request.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(new(_installation.Length > 0 ? _installation : null), WireJson.Relaxed.TokenRequest));
            request.Content.Headers.ContentType = new("application/json");
            using var response = await _http!.SendAsync(request, cancellationToken).ConfigureAwait(false);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                var error = await ToErrorAsync(response, cancellationToken).ConfigureAwait(false);
                _refused = error.Failure == CloudFailure.CredentialRefused ? credential : null;
                throw error;
            }

            var answer = JsonSerializer.Deserialize(await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false), WireJson.Relaxed.TokenResponse)
                ?? throw new JsonException("The answer is null.");

            // By what is left of it, not by when it ends: this machine's clock may be off.
            var now = _timeProvider.GetUtcNow();
            _token = fresh = new(answer.Token, now.AddSeconds(answer.RefreshIn), now.AddSeconds(answer.ExpiresIn), answer.Organisation, answer.User);
            if (Volatile.Read(ref _signIns) != signIns)
            {
                // The token of who has just signed out is not kept.
                _token = null;
                throw new CloudException(CloudFailure.NotSignedIn, "Somebody signed in or out meanwhile.");
            }

            LogExchanged(answer.ExpiresIn);
            return fresh;
        }
        catch (JsonException error)
        {
            throw new CloudException(CloudFailure.Unreachable, $"{_settings.Url} does not answer like a LocalCascade proxy. Is the URL right (setting cloudUrl)?", error);
        }
        finally
        {
            _exchanging.Release();
        }
    }

    private async Task<HttpResponseMessage> PostAsync(CloudRequest completion, Token token, CancellationToken cancellationToken)
    {
        using var request = CreateRequest(HttpMethod.Post, "/v1/completions", token.Value);
        request.Headers.TryAddWithoutValidation(WireHeaders.RequestId, completion.Id);
        request.Headers.TryAddWithoutValidation(WireHeaders.DeadlineMilliseconds, _settings.DeadlineMilliseconds.ToString(CultureInfo.InvariantCulture));
        request.Content = CloudBody.Create(completion, _settings.Model);
        return await _http!.SendAsync(request, cancellationToken).ConfigureAwait(false);
    }

    private HttpRequestMessage CreateRequest(HttpMethod method, string path, string bearer)
    {
        var url = new Uri($"{_settings.Url.TrimEnd('/')}{path}");
        var request = new HttpRequestMessage(method, url)
        {
            Version = HttpVersion.Version20,

            // Boxes that look into TLS often speak HTTP/1.1 only: better that than nothing. Clear text has no way to agree.
            VersionPolicy = url.Scheme == "https" ? HttpVersionPolicy.RequestVersionOrLower : HttpVersionPolicy.RequestVersionExact,
        };
        request.Headers.Authorization = new("Bearer", bearer);
        request.Headers.TryAddWithoutValidation(WireHeaders.ClientVersion, $"localcascade/{_version}");
        return request;
    }

    private void ThrowIfNotReady()
    {
        var status = _status;
        if (_http is null || status.State is CloudState.SignedOut or CloudState.Refused)
        {
            throw new CloudException(status.State == CloudState.Refused ? CloudFailure.CredentialRefused : CloudFailure.NotSignedIn, status.Message);
        }

        if (status.State == CloudState.UpgradeRequired)
        {
            throw new CloudException(CloudFailure.UpgradeRequired, status.Message);
        }

        if (status.State == CloudState.Unreachable)
        {
            throw new CloudException(CloudFailure.Unreachable, status.Message);
        }

        if (PauseLeft() is var left && left > TimeSpan.Zero)
        {
            throw new CloudException(CloudFailure.Limited, string.Create(CultureInfo.InvariantCulture, $"The cloud asked for a pause; {left.TotalSeconds:0.0} s are left."));
        }
    }

    private TimeSpan PauseLeft() => TimeSpan.FromSeconds((double)(Volatile.Read(ref _notBefore) - _timeProvider.GetTimestamp()) / _timeProvider.TimestampFrequency);

    private long After(TimeSpan time) => _timeProvider.GetTimestamp() + (long)(time.TotalSeconds * _timeProvider.TimestampFrequency);

    private async Task<CloudException> ToErrorAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var detail = await ReadErrorAsync(response, cancellationToken).ConfigureAwait(false);
        var status = (int)response.StatusCode;
        var message = detail?.Message ?? $"The cloud answered with status {status}.";
        if (status is 429 or 503)
        {
            var pause = response.Headers.RetryAfter switch
            {
                { Delta: { } seconds } => seconds,
                { Date: { } date } => date - _timeProvider.GetUtcNow(),
                _ => TimeSpan.FromSeconds(1),
            };
            Volatile.Write(ref _notBefore, After(pause < LongestPause ? pause : LongestPause));
            return new(CloudFailure.Limited, message);
        }

        if (status == 466)
        {
            Volatile.Write(ref _upgradeUntil, After(UpgradeHold));
            SetStatus(_refusedVersion = new(CloudState.UpgradeRequired, message));
            return new(CloudFailure.UpgradeRequired, message);
        }

        return new(status switch { 401 or 403 => CloudFailure.CredentialRefused, 504 => CloudFailure.TooLate, >= 500 => CloudFailure.Failed, _ => CloudFailure.Refused }, message);
    }

    private static async Task<ErrorDetail?> ReadErrorAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            return JsonSerializer.Deserialize(await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false), WireJson.Relaxed.ErrorBody)?.Error;
        }
        catch (Exception error) when (error is JsonException or HttpRequestException or IOException)
        {
            // A balancer's own page.
            return null;
        }
    }

    internal static CloudException Unreachable(CloudSettings settings, ServerCertificates certificates, Exception error)
    {
        var because = error is HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } && certificates.LastProblem is { } certificate ? certificate
            : error is HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } ? "the host's name is not known. Is this machine online?"
            : error is HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError } ? "the HTTP proxy on the way refused (setting httpProxy)."
            : error is OperationCanceledException ? "it does not answer."
            : error is JsonException or HttpRequestException { StatusCode: not null } ? "it does not answer like a LocalCascade proxy. Is the URL right (setting cloudUrl)?"
            : error.InnerException is System.Net.Sockets.SocketException socket ? $"{socket.Message}." : "the connection broke off.";
        return new(CloudFailure.Unreachable, $"{settings.Url} cannot be reached: {because}", error);
    }

    private static CloudState ToState(CloudException error) => error.Failure switch
    {
        CloudFailure.NotSignedIn => CloudState.SignedOut,
        CloudFailure.CredentialRefused => CloudState.Refused,
        CloudFailure.UpgradeRequired => CloudState.UpgradeRequired,
        _ => CloudState.Unreachable,
    };

    private void SetStatus(CloudStatus status)
    {
        var before = _status;
        _status = status;
        if (before.State != status.State || before.User != status.User)
        {
            LogState(status.State, status.Message);
            Changed?.Invoke(status);
        }
    }

    // Machines that wake up together must not come back together.
    private static TimeSpan Jittered(TimeSpan time) => time * (0.5 + Random.Shared.NextDouble());

    [LoggerMessage(Level = LogLevel.Information, Message = "Cloud: {State}. {Message}")]
    private partial void LogState(CloudState state, string message);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Cloud: a new token, good for {Seconds} s.")]
    private partial void LogExchanged(int seconds);

    private sealed record Token(string Value, DateTimeOffset RefreshAt, DateTimeOffset Until, string Organisation, string User);
}
