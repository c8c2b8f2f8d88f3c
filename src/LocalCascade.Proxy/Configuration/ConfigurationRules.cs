using System.Globalization;
using System.Net;
using LocalCascade.Proxy.Pipeline;

namespace LocalCascade.Proxy.Configuration;

/// <summary>What values a configuration may have.</summary>
internal static class ConfigurationRules
{
    /// <summary>Every mistake in it, as sentences; none for a good one.</summary>
    public static List<string> Check(ProxyConfiguration configuration)
    {
        var problems = new List<string>();
        // A JSON null for a part or a list reads as null, whatever the types say.
        if (configuration is { Listen: null } or { Tokens: null } or { Upstreams: null } or { Requests: null } or { Admission: null } or { Health: null } or { Telemetry: null }
            || configuration.Upstreams.Any(upstream => upstream is null) || configuration.Listen.Addresses is null || configuration.Requests.MinimumClients is null)
        {
            problems.Add("A part or a list of it is null. Leave it out for the defaults.");
            return problems;
        }

        CheckListen(configuration.Listen, problems);
        CheckTokens(configuration.Tokens, problems);
        CheckUpstreams(configuration.Upstreams, problems);
        CheckRequests(configuration.Requests, problems);
        var admission = configuration.Admission;
        Range(problems, "admission.requestsPerMinute", admission.RequestsPerMinute, 1, 10_000_000);
        Range(problems, "admission.concurrent", admission.Concurrent, 1, 100_000);
        Range(problems, "admission.maxWaiting", admission.MaxWaiting, 0, 100_000);
        Range(problems, "admission.maxWaitMilliseconds", admission.MaxWaitMilliseconds, 1, 60_000);
        CheckHealth(configuration.Health, problems);
        CheckTelemetry(configuration.Telemetry, problems);
        return problems;
    }

    private static void CheckListen(ListenConfiguration listen, List<string> problems)
    {
        if (listen.Addresses.Count == 0)
        {
            problems.Add("listen.addresses is empty: name at least one, such as http://127.0.0.1:8080.");
        }

        foreach (var address in listen.Addresses.Concat(listen.Operators ?? []))
        {
            if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.PathAndQuery != "/")
            {
                problems.Add($"listen: '{address}' is not an address such as http://127.0.0.1:8080 or https://0.0.0.0:8443.");
            }
            else if (uri.Host != "localhost" && !IPAddress.TryParse(uri.Host.Trim('[', ']'), out _))
            {
                problems.Add($"listen: '{address}' needs an IP address (0.0.0.0 for all) or localhost, not a name.");
            }
            else if (uri.Scheme == "https" && (listen.Certificate is null || listen.CertificateKey is null))
            {
                problems.Add($"listen: '{address}' needs listen.certificate and listen.certificateKey (PEM files).");
            }
        }

        Range(problems, "listen.shutdownSeconds", listen.ShutdownSeconds, 1, 3600);
        Range(problems, "listen.streamsPerConnection", listen.StreamsPerConnection, 10, 1000);
    }

    private static void CheckTokens(TokenConfiguration tokens, List<string> problems)
    {
        Text(problems, "tokens.keysFile", tokens.KeysFile);
        Text(problems, "tokens.issuer", tokens.Issuer);
        Text(problems, "tokens.audience", tokens.Audience);
        Range(problems, "tokens.lifetimeMinutes", tokens.LifetimeMinutes, 10, 30);
        Range(problems, "tokens.clockSkewSeconds", tokens.ClockSkewSeconds, 0, 300);
        Range(problems, "tokens.cachedTokens", tokens.CachedTokens, 0, 1_000_000);
        if (tokens.UsersFile is null && tokens.Oidc is null)
        {
            problems.Add("tokens: neither usersFile nor oidc is set, so that nobody could get a token.");
        }

        if (tokens.Oidc is { } oidc)
        {
            Text(problems, "tokens.oidc.audience", oidc.Audience);
            Text(problems, "tokens.oidc.clientId", oidc.ClientId);
            Text(problems, "tokens.oidc.userClaim", oidc.UserClaim);
            if (!Uri.TryCreate(oidc.Issuer, UriKind.Absolute, out var issuer) || (issuer.Scheme != "https" && !(issuer.Scheme == "http" && issuer.IsLoopback)))
            {
                problems.Add($"tokens.oidc.issuer: '{oidc.Issuer}' is not an https URL.");
            }
        }
    }

    private static void CheckUpstreams(IReadOnlyList<UpstreamConfiguration> upstreams, List<string> problems)
    {
        if (upstreams.Count == 0)
        {
            problems.Add("upstreams is empty: name at least one engine, such as {\"name\": \"one\", \"url\": \"http://127.0.0.1:8100\", \"model\": \"localcascade-fim-6m\"}.");
        }

        for (var i = 0; i < upstreams.Count; i++)
        {
            var upstream = upstreams[i];
            var at = $"upstreams[{i}]";
            Text(problems, $"{at}.name", upstream.Name);
            Text(problems, $"{at}.model", upstream.Model);
            if (upstreams.Take(i).Any(other => other.Name == upstream.Name))
            {
                problems.Add($"{at}.name: '{upstream.Name}' is taken by another upstream.");
            }

            if (!Uri.TryCreate(upstream.Url, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.Query.Length > 0)
            {
                problems.Add($"{at}.url: '{upstream.Url}' is not a URL such as http://10.0.0.5:8000.");
            }

            if (upstream.Http is not ("2" or "1.1"))
            {
                problems.Add($"{at}.http: '{upstream.Http}' is neither \"2\" nor \"1.1\".");
            }

            if (FimLayout.Find(upstream.Fim) is null && upstream.Fim != FimLayout.Engine)
            {
                problems.Add($"{at}.fim: '{upstream.Fim}' is neither {FimLayout.Engine}, {string.Join(", ", FimLayout.Names)}, nor a template with {{prefix}} and {{suffix}}.");
            }

            if (upstream.ApiKey is { } key && ApiKey.Problem(key) is { } problem)
            {
                problems.Add($"{at}.apiKey: {problem}");
            }

            Range(problems, $"{at}.weight", upstream.Weight, 1, 1000);
            Range(problems, $"{at}.connections", upstream.Connections, 1, 64);
            Range(problems, $"{at}.maxConcurrent", upstream.MaxConcurrent, 1, 100_000);
            Range(problems, $"{at}.contextTokens", upstream.ContextTokens, 64, 10_000_000);
        }
    }

    private static void CheckRequests(RequestLimits requests, List<string> problems)
    {
        Range(problems, "requests.maxBodyBytes", requests.MaxBodyBytes, 1024, 64 << 20);
        Range(problems, "requests.maxUnpackedBytes", requests.MaxUnpackedBytes, 1024, 256 << 20);
        Range(problems, "requests.maxDepth", requests.MaxDepth, 4, 64);
        Range(problems, "requests.maxTokens", requests.MaxTokens, 1, 100_000);
        Range(problems, "requests.deadlineMilliseconds", requests.DeadlineMilliseconds, 100, 3_600_000);
        Range(problems, "requests.maxAttempts", requests.MaxAttempts, 1, 5);
        foreach (var client in requests.MinimumClients)
        {
            if (!ClientVersion.TryParse(client, out _))
            {
                problems.Add($"requests.minimumClients: '{client}' is not of the form product/version, such as localcascade/0.1.0.");
            }
        }
    }

    private static void CheckHealth(HealthConfiguration health, List<string> problems)
    {
        Range(problems, "health.windowSeconds", health.WindowSeconds, 5, 3600);
        Range(problems, "health.firstByteMilliseconds", health.FirstByteMilliseconds, 1, 600_000);
        Range(problems, "health.leastRequests", health.LeastRequests, 1, 1_000_000);
        Range(problems, "health.recoverySeconds", health.RecoverySeconds, 1, 3600);
        Range(problems, "health.ejectAfter", health.EjectAfter, 1, 1000);
        Range(problems, "health.probeMilliseconds", health.ProbeMilliseconds, 10, 30_000);
        if (health.SuccessRate is not (>= 0 and <= 1))
        {
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"health.successRate is {health.SuccessRate}, expected 0 to 1."));
        }
    }

    private static void CheckTelemetry(TelemetryConfiguration telemetry, List<string> problems)
    {
        if (telemetry.OtlpEndpoint is { } endpoint && (!Uri.TryCreate(endpoint, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https")))
        {
            problems.Add($"telemetry.otlpEndpoint: '{endpoint}' is not a URL such as http://localhost:4318.");
        }

        if (telemetry.OtlpProtocol is not ("grpc" or "http/protobuf"))
        {
            problems.Add($"telemetry.otlpProtocol: '{telemetry.OtlpProtocol}' is neither grpc nor http/protobuf.");
        }

        if (!Enum.TryParse<LogLevel>(telemetry.LogLevel, ignoreCase: true, out _))
        {
            problems.Add($"telemetry.logLevel: '{telemetry.LogLevel}' is not one of Trace, Debug, Information, Warning, Error, None.");
        }
    }

    private static void Range(List<string> problems, string name, int value, int least, int most)
    {
        if (value < least || value > most)
        {
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"{name} is {value}, expected {least} to {most}."));
        }
    }

    private static void Text(List<string> problems, string name, string value)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            problems.Add($"{name} is missing.");
        }
    }
}
