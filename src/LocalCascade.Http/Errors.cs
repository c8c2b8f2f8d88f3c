using System.Globalization;
using System.Text.Json;
using LocalCascade.Wire;

namespace LocalCascade.Http;

/// <summary>Writes error answers in OpenAI's shape.</summary>
internal static class Errors
{
    /// <summary>Answers with an error status. Nothing may have been sent yet.</summary>
    public static async Task WriteAsync(HttpContext http, int status, string code, string message, TimeSpan? retryAfter, CancellationToken cancellationToken)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        if (retryAfter is { } wait)
        {
            http.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        if (status == StatusCodes.Status401Unauthorized)
        {
            http.Response.Headers.WWWAuthenticate = $"Bearer error=\"{code}\"";
        }

        var body = ToJson(status, code, message);
        http.Response.ContentLength = body.Length;
        await http.Response.BodyWriter.WriteAsync(body, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The JSON of an error; in a stream it is the last event's data.</summary>
    public static byte[] ToJson(int status, string code, string message) =>
        JsonSerializer.SerializeToUtf8Bytes(new ErrorBody(new(message, TypeOf(status), code)), WireJson.Relaxed.ErrorBody);

    private static string TypeOf(int status) => status switch
    {
        StatusCodes.Status401Unauthorized => "authentication_error",
        StatusCodes.Status403Forbidden => "permission_error",
        StatusCodes.Status429TooManyRequests => "rate_limit_error",
        >= 500 => "server_error",
        _ => "invalid_request_error",
    };
}
