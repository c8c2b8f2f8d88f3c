using LocalCascade.Proxy.Configuration;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;

namespace LocalCascade.Proxy.Observability;

/// <summary>Sends the metrics to an OTLP collector.</summary>
internal sealed class Telemetry(MeterProvider provider) : IDisposable
{
    /// <summary>Begins to send; null where no collector is configured.</summary>
    public static Telemetry? Start(TelemetryConfiguration configuration)
    {
        if (configuration.OtlpEndpoint is not { } endpoint)
        {
            return null;
        }

        var grpc = configuration.OtlpProtocol == "grpc";
        var provider = Sdk.CreateMeterProviderBuilder()
            .AddMeter(ProxyMetrics.MeterName)
            .AddOtlpExporter(options =>
            {
                options.Protocol = grpc ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf;
                options.Endpoint = new(grpc ? endpoint : $"{endpoint.TrimEnd('/')}/v1/metrics");
            })
            .Build();
        return new(provider);
    }

    public void Dispose() => provider.Dispose();
}
