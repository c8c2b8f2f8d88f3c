using LocalCascade.Http;
using LocalCascade.Proxy.Admission;
using LocalCascade.Proxy.Observability;
using LocalCascade.Proxy.Tokens;
using LocalCascade.Proxy.Upstreams;
using LocalCascade.Wire;

namespace LocalCascade.Proxy.Pipeline;

/// <summary>
/// The whole way of a completion request:
/// <code>
///   client ─▶ 1 authenticate ▸ 2 admit ▸ 3 preflight ▸ 4 wait for a place ▸ 5 route ▸ 6 assemble ▸ 7 forward ▸ 8 stream ▸ 9 observe
///                                                                            ▲                        │
///                                                                            └── failed before the first byte: another upstream
/// </code>
/// One token, made of the client's stream and the deadline, reaches every await: a stream reset ends whatever is under way, and
/// the request to the engine is reset in turn by being disposed of. Nothing waits on that path, since Kestrel counts streams
/// whose handler has not ended against the connection (its defence against rapid resets).
/// </summary>
internal sealed partial class CompletionPipeline(
    Func<ProxyState> state,
    Func<string, TokenVerdict> verify,
    RateLimiter rates,
    FairGate gate,
    ProxyMetrics metrics,
    TimeProvider timeProvider,
    ILogger<CompletionPipeline> logger)
{
    public async Task HandleAsync(HttpContext http)
    {
        var current = state();
        var exchange = new Exchange(RequestIds.Of(http), timeProvider.GetTimestamp());
        http.Response.Headers[WireHeaders.RequestId] = exchange.RequestId;
        using var deadline = new CancellationTokenSource(Deadlines.Of(http.Request, current.Configuration.Requests), timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, http.RequestAborted);
        metrics.Begin();
        try
        {
            // 1. Who asks?
            var caller = exchange.Caller = Authentication.Authenticate(http.Request, verify, metrics);

            // 2. May they ask, with this client, now?
            MinimumClient.Check(http.Request, current);
            CheckRate(caller, current);

            // 3. What do they ask?
            var body = await current.Requests.ReadAsync(http.Request, either.Token).ConfigureAwait(false);
            exchange.Model = current.Pool.FindModel(body.Model) ?? throw UnknownModel(current);
            exchange.Streams = body.Stream == true;

            // 4. Is there room at the engines? 5.–8. Route, assemble, forward, stream. An engine that turned out to be gone
            // before it got the request is waited for like a busy one.
            var sent = false;
            while (!sent)
            {
                await gate.EnterAsync(caller.Organisation, exchange.Model, caller.Limits.Concurrent ?? current.Configuration.Admission.Concurrent, either.Token).ConfigureAwait(false);
                exchange.Admitted ??= timeProvider.GetTimestamp();
                try
                {
                    sent = await ForwardAsync(current, exchange, body, http, either.Token).ConfigureAwait(false);
                }
                finally
                {
                    gate.Leave(caller.Organisation, exchange.Model);
                }
            }
        }
        catch (RequestRefusedException refused) when (!http.RequestAborted.IsCancellationRequested)
        {
            exchange.Status = refused.Status;
            exchange.Outcome = refused.Status < 500 ? Outcome.Refused : refused.Status == StatusCodes.Status503ServiceUnavailable ? Outcome.Overloaded : Outcome.Failed;
            await Errors.WriteAsync(http, refused.Status, refused.Code, refused.Message, refused.RetryAfter, http.RequestAborted).ConfigureAwait(false);
        }
        catch (BadHttpRequestException bad) when (!http.RequestAborted.IsCancellationRequested)
        {
            // Kestrel's own limits, such as a body that comes too slowly.
            exchange.Status = bad.StatusCode;
            exchange.Outcome = Outcome.Refused;
            await Errors.WriteAsync(http, bad.StatusCode, ErrorCodes.InvalidRequest, "The request's body broke off, came too slowly, or is malformed.", null, http.RequestAborted).ConfigureAwait(false);
        }
        catch (Exception) when (http.RequestAborted.IsCancellationRequested)
        {
            // Whatever the reset made fail.
            exchange.Outcome = exchange.Forwarded is null ? Outcome.CancelledBeforeForward : exchange.FirstByte is null ? Outcome.CancelledBeforeFirstByte : Outcome.CancelledMidStream;
        }
        catch (OperationCanceledException)
        {
            exchange.Outcome = Outcome.DeadlineExceeded;
            await EndLateAsync(http, exchange).ConfigureAwait(false);
        }
        finally
        {
            // 9. What became of it?
            Observe(current, exchange);
        }
    }

    // False when no engine has seen the request, or the only one was lost with it: it may be tried again when one is back.
    private async Task<bool> ForwardAsync(ProxyState current, Exchange exchange, CompletionBody body, HttpContext http, CancellationToken cancellationToken)
    {
        var tried = new List<Upstream>();
        UpstreamFailedException? failure = null;
        while (exchange.Attempts < current.Configuration.Requests.MaxAttempts && current.Pool.Choose(exchange.Model, tried) is { } upstream)
        {
            // A request that was reset while it waited is never sent.
            cancellationToken.ThrowIfCancellationRequested();
            tried.Add(upstream);
            exchange.Upstream = upstream.Configuration.Name;
            upstream.Begin();
            try
            {
                await ForwardToAsync(upstream, current.Prompts[upstream].Assemble(body), exchange, http, cancellationToken).ConfigureAwait(false);
                return true;
            }
            catch (UpstreamFailedException failed)
            {
                LogUpstreamFailed(exchange.RequestId, exchange.Upstream, failed.Message);
                metrics.Retried(exchange.Model);
                if (!failed.NeverSent)
                {
                    failure = failed;
                    exchange.Attempts++;
                }
            }
            finally
            {
                upstream.End();
            }
        }

        if (failure is { ConnectionLost: true } && exchange.Attempts < current.Configuration.Requests.MaxAttempts)
        {
            // Out until a probe finds it again: tried at once, it would be lost in the same restart a second time.
            tried[^1].Failed(atOnce: true);
            return false;
        }

        return failure switch
        {
            null => false,
            { Overloaded: true } => throw new RequestRefusedException(StatusCodes.Status503ServiceUnavailable, ErrorCodes.Overloaded, "The engines for this model are full.", failure.RetryAfter ?? TimeSpan.FromSeconds(1)),
            _ => throw new RequestRefusedException(StatusCodes.Status502BadGateway, ErrorCodes.UpstreamFailed, failure.Message, TimeSpan.FromSeconds(1)),
        };
    }

    private async Task ForwardToAsync(Upstream upstream, CompletionBody body, Exchange exchange, HttpContext http, CancellationToken cancellationToken)
    {
        exchange.Forwarded ??= timeProvider.GetTimestamp();
        using var response = await upstream.SendAsync(body, exchange.RequestId, cancellationToken).ConfigureAwait(false);
        if (!exchange.Streams)
        {
            await PlainRelay.RelayAsync(response, http, exchange, timeProvider, cancellationToken).ConfigureAwait(false);
        }
        else if (await StreamRelay.RelayAsync(response, http, exchange, timeProvider, cancellationToken).ConfigureAwait(false) is { } brokeOff)
        {
            upstream.Failed();
            exchange.Outcome = Outcome.Failed;
            LogUpstreamFailed(exchange.RequestId, exchange.Upstream, brokeOff);
            StreamRelay.EndWithError(http, StatusCodes.Status502BadGateway, ErrorCodes.UpstreamFailed, brokeOff);
            return;
        }

        upstream.Succeeded();
    }

    private void CheckRate(Caller caller, ProxyState current)
    {
        var limit = caller.Limits.RequestsPerMinute ?? current.Configuration.Admission.RequestsPerMinute;
        if (rates.TryTake(caller.Organisation, limit) is { } wait)
        {
            throw new RequestRefusedException(StatusCodes.Status429TooManyRequests, ErrorCodes.RateLimited, $"Your organisation has reached its limit of {limit} requests per minute.", wait);
        }
    }

    private static async Task EndLateAsync(HttpContext http, Exchange exchange)
    {
        const string message = "The request's deadline passed.";
        exchange.Status = StatusCodes.Status504GatewayTimeout;
        if (!exchange.Streams && http.Response.HasStarted)
        {
            // Half a plain answer, to a client that does not read: nothing can follow it.
            http.Abort();
            return;
        }

        if (http.Response.HasStarted || exchange.FirstByte is not null)
        {
            StreamRelay.EndWithError(http, StatusCodes.Status504GatewayTimeout, ErrorCodes.DeadlineExceeded, message);
            return;
        }

        await Errors.WriteAsync(http, StatusCodes.Status504GatewayTimeout, ErrorCodes.DeadlineExceeded, message, null, http.RequestAborted).ConfigureAwait(false);
    }

    private void Observe(ProxyState current, Exchange exchange)
    {
        var ended = timeProvider.GetTimestamp();
        metrics.End(exchange, ended);
        if (exchange.Outcome is Outcome.Completed or Outcome.Failed or Outcome.Overloaded or Outcome.DeadlineExceeded)
        {
            current.Vote.Count(exchange.Outcome == Outcome.Completed, exchange.FirstByte is { } firstByte ? timeProvider.GetElapsedTime(exchange.Started, firstByte) : null);
        }

        if (logger.IsEnabled(LogLevel.Debug))
        {
            LogEnded(exchange.RequestId, exchange.Caller?.Organisation ?? "", exchange.Model, exchange.Upstream, ProxyMetrics.NameOf(exchange.Outcome), exchange.Status, exchange.Events, timeProvider.GetElapsedTime(exchange.Started, ended).TotalMilliseconds);
        }
    }

    private static RequestRefusedException UnknownModel(ProxyState current) =>
        new(StatusCodes.Status404NotFound, ErrorCodes.UnknownModel, $"No such model; these are served: {string.Join(", ", current.Pool.Models)}.");

    [LoggerMessage(Level = LogLevel.Warning, Message = "{RequestId}: upstream {Upstream} failed: {Reason}")]
    private partial void LogUpstreamFailed(string requestId, string upstream, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{RequestId}: {Organisation} {Model} {Upstream} {Outcome} {Status} {Events} events {Milliseconds} ms")]
    private partial void LogEnded(string requestId, string organisation, string model, string upstream, string outcome, int status, int events, double milliseconds);
}
