using System.Text.Json;
using LocalCascade.Daemon.Rpc;

namespace LocalCascade.Daemon.Lsp;

/// <summary>Brings an editor's and its workspace's settings into effect.</summary>
internal static class SessionSettings
{
    private const int Warning = 2;

    /// <summary>Takes the editor's settings: an object of our keys, itself or under <c>localcascade</c>.</summary>
    public static void Apply(ServerSession session, JsonElement options)
    {
        if (options.ValueKind == JsonValueKind.Object)
        {
            var section = options.TryGetProperty("localcascade"u8, out var own) ? own : options;
            session.Settings.SetEditor(section, ignoreUnknown: !options.TryGetProperty("localcascade"u8, out _));
        }

        Refresh(session);
    }

    /// <summary>Reads the files again and swaps the engine's settings.</summary>
    public static void Refresh(ServerSession session)
    {
        session.Settings.Reload(session.WorkspaceFolders);
        foreach (var problem in session.Settings.TakeNewProblems())
        {
            _ = session.Connection.NotifyAsync("window/showMessage", new(Warning, $"LocalCascade: {problem}"), LspJsonContext.Default.ShowMessageParams).AsTask();
        }

        session.Engine.Apply(session.Settings.Current.Engine, session.Settings.FindModelFolder(out _));
    }

    /// <summary>Asks the client for its settings, where it can be asked.</summary>
    public static void Pull(ServerSession session)
    {
        if (session.Client.Workspace?.Configuration == true)
        {
            _ = PullAsync(session);
        }
    }

    private static async Task PullAsync(ServerSession session)
    {
        try
        {
            var answer = await session.Connection.RequestAsync("workspace/configuration", new([new("localcascade")]), LspJsonContext.Default.ConfigurationParams).ConfigureAwait(false);
            if (answer.ValueKind == JsonValueKind.Array && answer.GetArrayLength() == 1 && answer[0].ValueKind == JsonValueKind.Object)
            {
                Apply(session, answer[0]);
            }
        }
        catch (Exception error) when (error is RpcException or OperationCanceledException)
        {
            // A client that cannot say keeps the settings of the files.
        }
    }
}
