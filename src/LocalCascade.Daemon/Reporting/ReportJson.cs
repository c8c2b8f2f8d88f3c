using System.Text.Json;
using System.Text.Json.Serialization;

namespace LocalCascade.Daemon.Reporting;

/// <summary>The report as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(Report))]
internal sealed partial class ReportJson : JsonSerializerContext
{
    public static string Write(Report report) => JsonSerializer.Serialize(report, Default.Report);
}
