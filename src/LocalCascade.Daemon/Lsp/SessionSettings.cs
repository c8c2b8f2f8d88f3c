using System.Text.Json;
using LocalCascade.Daemon.Rpc;

namespace LocalCascade.Daemon.Lsp;

/// <summary>Brings an editor's and its workspace's settings into effect.</summary>
internal static class SessionSettings
{
    private const int Warning = 2;

    /// <summary>Takes the editor's initializationOptions: an object of our keys, itself or under <c>localcascade</c>. In effect from the next reading on.</summary>
    public static void SetInitializationOptions(ServerSession session, JsonElement options)
    {
        if (options.ValueKind == JsonValueKind.Object)
        {
            var isOurs = options.TryGetProperty("localcascade"u8, out var own);
            session.Settings.SetInitializationOptions(isOurs ? own : options, ignoreUnknown: !isOurs);

            // Among our keys `telemetry` is a word; among others' it is their section.
            if (options.TryGetProperty("telemetry"u8, out var telemetry) && TelemetryLevel(telemetry) is { } level)
            {
                session.Settings.SetTelemetryLevel(level);
            }
        }
    }

    /// <summary>Takes the editor's section <c>localcascade</c>.</summary>
    public static void Apply(ServerSession session, JsonElement section)
    {
        lock (session.Settings)
        {
            session.SettingsEdition++;
            session.Settings.SetEditor(section);
            Refresh(session);
        }
    }

    /// <summary>Takes the editor's section <c>http</c>, as the Copilot dialect sends it: the proxy on the way and whether certificates are checked.</summary>
    public static void ApplyHttp(ServerSession session, JsonElement http)
    {
        if (http.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        var own = new System.Text.Json.Nodes.JsonObject();
        foreach (var (theirs, ours) in new[] { ("proxy", "httpProxy"), ("proxyStrictSSL", "httpProxyStrictSsl"), ("noProxy", "httpNoProxy") })
        {
            if (http.TryGetProperty(theirs, out var value) && value.ValueKind != JsonValueKind.Null)
            {
                own[ours] = System.Text.Json.Nodes.JsonNode.Parse(value.GetRawText());
            }
        }

        lock (session.Settings)
        {
            using var section = JsonDocument.Parse(own.ToJsonString());
            session.Settings.SetHttp(section.RootElement);
            Refresh(session);
        }
    }

    /// <summary>Takes the editor's section <c>telemetry</c>, as VS Code has it and the Copilot dialect sends it.</summary>
    public static void ApplyTelemetry(ServerSession session, JsonElement telemetry)
    {
        if (TelemetryLevel(telemetry) is { } level)
        {
            lock (session.Settings)
            {
                session.Settings.SetTelemetryLevel(level);
                Refresh(session);
            }
        }
    }

    /// <summary>Takes the folders that the user works in, and with them their settings.</summary>
    public static void SetFolders(ServerSession session, IReadOnlyList<string> folders)
    {
        lock (session.Settings)
        {
            session.WorkspaceFolders = folders;
            Refresh(session);
            session.Engine.SetWorkspaceFolders(folders);
        }
    }

    /// <summary>Reads the files again and swaps the engine's settings.</summary>
    public static void Refresh(ServerSession session)
    {
        // The answer to a pull comes in beside the read loop.
        lock (session.Settings)
        {
            session.Settings.Reload(session.WorkspaceFolders);
            foreach (var problem in session.Settings.TakeNewProblems())
            {
                _ = session.Connection.NotifyAsync("window/showMessage", new(Warning, $"LocalCascade: {problem}"), LspJsonContext.Default.ShowMessageParams).AsTask();
            }

            session.Engine.Apply(session.Settings.Current.Engine, session.Settings.FindModelFolder(out _));
            session.Cloud.Refresh();
            session.Telemetry.Refresh(session.Settings.Current);
            session.Status.Changed();
        }
    }

    /// <summary>Asks the client to be told of changes, where it wants to be asked for that.</summary>
    public static void Subscribe(ServerSession session)
    {
        if (session.Client.Workspace?.DidChangeConfiguration?.DynamicRegistration == true)
        {
            _ = SubscribeAsync(session);
        }
    }

    /// <summary>Asks the client for its settings, where it can be asked.</summary>
    public static void Pull(ServerSession session)
    {
        if (session.Client.Workspace?.Configuration == true)
        {
            lock (session.Settings)
            {
                _ = PullAsync(session, ++session.SettingsEdition);
            }
        }
    }

    private static string? TelemetryLevel(JsonElement telemetry) =>
        telemetry.ValueKind == JsonValueKind.Object && telemetry.TryGetProperty("telemetryLevel"u8, out var level) && level.ValueKind == JsonValueKind.String ? level.GetString() : null;

    private static async Task SubscribeAsync(ServerSession session)
    {
        try
        {
            var registration = new Registration("localcascade/settings", "workspace/didChangeConfiguration", new(Section: "localcascade"));
            await session.Connection.RequestAsync("client/registerCapability", new([registration]), LspJsonContext.Default.RegistrationParams).ConfigureAwait(false);
        }
        catch (Exception error) when (error is RpcException or OperationCanceledException)
        {
            // A client that does not tell keeps the settings that it gave at the start.
        }
    }

    private static async Task PullAsync(ServerSession session, int edition)
    {
        try
        {
            var answer = await session.Connection.RequestAsync("workspace/configuration", new([new("localcascade")]), LspJsonContext.Default.ConfigurationParams).ConfigureAwait(false);
            if (answer.ValueKind == JsonValueKind.Array && answer.GetArrayLength() == 1 && answer[0].ValueKind == JsonValueKind.Object)
            {
                lock (session.Settings)
                {
                    // What was told or asked for since is newer than this answer.
                    if (session.SettingsEdition == edition)
                    {
                        Apply(session, answer[0]);
                    }
                }
            }
        }
        catch (Exception error) when (error is RpcException or OperationCanceledException)
        {
            // A client that cannot say keeps the settings of the files.
        }
    }
}
