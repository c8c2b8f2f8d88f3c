using System.Text.Json;

namespace LocalCascade.Daemon.Lsp.Handlers;

/// <summary><c>workspace/didChangeConfiguration</c>: settings pushed along, or a hint to ask for them.</summary>
internal static class DidChangeConfigurationHandler
{
    public static void Handle(ServerSession session, JsonElement parameters)
    {
        var settings = LspJson.Read(parameters, LspJsonContext.Default.DidChangeConfigurationParams).Settings;
        var pushed = settings.ValueKind == JsonValueKind.Object;
        if (pushed && settings.TryGetProperty("http"u8, out var http))
        {
            SessionSettings.ApplyHttp(session, http);
        }

        if (pushed && settings.TryGetProperty("telemetry"u8, out var telemetry))
        {
            SessionSettings.ApplyTelemetry(session, telemetry);
        }

        if (pushed && settings.TryGetProperty("localcascade"u8, out var section))
        {
            SessionSettings.Apply(session, section);
        }
        else
        {
            SessionSettings.Pull(session);
        }
    }
}
