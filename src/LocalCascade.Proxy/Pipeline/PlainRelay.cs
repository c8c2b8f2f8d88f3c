using LocalCascade.Proxy.Upstreams;

namespace LocalCascade.Proxy.Pipeline;

/// <summary>Passes an engine's plain answer on. It is taken in whole first, so that one that breaks off or lies about its length becomes an error, not half an answer.</summary>
internal static class PlainRelay
{
    private const int MaxBytes = 4 << 20;

    /// <exception cref="UpstreamFailedException">It broke off or is too large.</exception>
    /// <exception cref="OperationCanceledException">The client went away, or the deadline passed.</exception>
    public static async Task RelayAsync(HttpResponseMessage upstream, HttpContext http, Exchange exchange, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        byte[] answer;
        try
        {
            await upstream.Content.LoadIntoBufferAsync(MaxBytes, cancellationToken).ConfigureAwait(false);
            answer = await upstream.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException error) when (error.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            throw new UpstreamFailedException("The engine's answer is too large.", neverSent: false, error);
        }
        catch (Exception error) when (error is HttpRequestException or IOException && !cancellationToken.IsCancellationRequested)
        {
            throw UpstreamFailedException.OfTransport("The engine's answer broke off.", error);
        }

        exchange.FirstByte = timeProvider.GetTimestamp();
        http.Response.ContentType = "application/json";
        http.Response.Headers.CacheControl = "no-store";
        http.Response.ContentLength = answer.Length;
        await http.Response.BodyWriter.WriteAsync(answer, cancellationToken).ConfigureAwait(false);
    }
}
