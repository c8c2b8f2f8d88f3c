using System.Globalization;
using LocalCascade.Proxy.Configuration;
using LocalCascade.Wire;

namespace LocalCascade.Proxy.Pipeline;

/// <summary>How long a request may take.</summary>
internal static class Deadlines
{
    /// <summary>The client's wish, at most what the configuration allows.</summary>
    public static TimeSpan Of(HttpRequest request, RequestLimits limits) =>
        TimeSpan.FromMilliseconds(
            int.TryParse(request.Headers[WireHeaders.DeadlineMilliseconds], NumberStyles.None, CultureInfo.InvariantCulture, out var wished) && wished > 0
                ? Math.Min(wished, limits.DeadlineMilliseconds)
                : limits.DeadlineMilliseconds);
}
