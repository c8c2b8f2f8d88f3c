using System.Net.Http.Json;
using LocalCascade.Wire;

namespace LocalCascade.Completion.Cloud;

/// <summary>The requests around signing in, over the same proxies and authorities as completions.</summary>
public static class CloudHttp
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(15);

    /// <summary>A client for a few requests; its errors are ordinary <see cref="HttpRequestException"/>s.</summary>
    /// <exception cref="CloudException">The file of authorities cannot be read.</exception>
    public static HttpClient CreateClient(CloudSettings settings, TimeProvider timeProvider)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return new(CloudHandler.CreateHandler(settings, new(settings, timeProvider))) { Timeout = Timeout };
    }

    /// <summary>How one signs in at a proxy.</summary>
    /// <exception cref="CloudException">It cannot be reached, or is no LocalCascade proxy.</exception>
    public static async Task<SignInMethods> GetSignInMethodsAsync(CloudSettings settings, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (settings.Problem() is { } problem)
        {
            throw new CloudException(CloudFailure.Unreachable, problem);
        }

        var certificates = new ServerCertificates(settings, timeProvider);
        using var http = new HttpClient(CloudHandler.CreateHandler(settings, certificates)) { Timeout = Timeout };
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"{settings.Url.TrimEnd('/')}/v1/sign-in");
            using var response = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
            response.EnsureSuccessStatusCode();
            return await response.Content.ReadFromJsonAsync(WireJson.Relaxed.SignInMethods, cancellationToken).ConfigureAwait(false)
                ?? throw new System.Text.Json.JsonException("The answer is null.");
        }
        catch (Exception error) when (error is HttpRequestException or IOException or System.Text.Json.JsonException || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw CloudClient.Unreachable(settings, certificates, error);
        }
    }
}
