using LocalCascade.Completion.Cloud;
using LocalCascade.Completion.Telemetry;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace LocalCascade.Daemon.Telemetry;

/// <summary>Sends the metrics to an OpenTelemetry collector, once a minute and at the end: OTLP over HTTP, protobuf.</summary>
internal sealed class OtlpExport(MeterProvider provider) : IDisposable
{
    private const int IntervalMilliseconds = 60_000;
    private const int LastExportMilliseconds = 2_000;

    /// <summary>Begins to send.</summary>
    /// <exception cref="TelemetryException">The endpoint is not a URL.</exception>
    public static OtlpExport Start(string endpoint)
    {
        var url = FindAddress(endpoint) ?? throw new TelemetryException($"'{endpoint}' is not a URL such as http://127.0.0.1:4318 (setting otlpEndpoint).");

        // Not the default resource: it would say more of this machine than the numbers need.
        var provider = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(ResourceBuilder.CreateEmpty().AddService("localcascade", serviceVersion: Hosting.ProductVersion.Current, autoGenerateServiceInstanceId: true))
            .AddMeter(CompletionMetrics.MeterName)
            .AddOtlpExporter((options, reader) =>
            {
                options.Protocol = OtlpExportProtocol.HttpProtobuf;
                options.Endpoint = url;
                options.HttpClientFactory = () => new(CloudHttp.CreateDirectHandler()) { Timeout = TimeSpan.FromMilliseconds(options.TimeoutMilliseconds) };
                reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = IntervalMilliseconds;
            })
            .Build();
        return new(provider);
    }

    /// <summary>The address that metrics are sent to; null when the endpoint is not a URL.</summary>
    public static Uri? FindAddress(string endpoint) =>
        Uri.TryCreate($"{endpoint.TrimEnd('/')}/v1/metrics", UriKind.Absolute, out var url) && url.Scheme is ("http" or "https") ? url : null;

    public void Dispose()
    {
        provider.Shutdown(LastExportMilliseconds);
        provider.Dispose();
    }
}
