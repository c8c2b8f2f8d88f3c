using System.Text.Json;
using LocalCascade.Completion.Documents;
using LocalCascade.Daemon.Hosting;
using LocalCascade.Daemon.Rpc;

namespace LocalCascade.Daemon.Lsp.Handlers;

/// <summary><c>initialize</c>: agrees on the position encoding, takes folders and options, announces what is offered.</summary>
internal static class InitializeHandler
{
    public static ValueTask<RpcResult> Handle(ServerSession session, JsonElement parameters, CancellationToken cancellationToken)
    {
        if (session.State != SessionState.Started)
        {
            throw new RpcException(RpcErrorCodes.InvalidRequest, "initialize came twice.");
        }

        var request = LspJson.Read(parameters, LspJsonContext.Default.InitializeParams);
        session.State = SessionState.Initialized;
        session.Client = request.Capabilities ?? new();
        session.Encoding = ChooseEncoding(request).Encoding;
        session.Dialect = Dialect.Of(request);
        session.WantsStatusByCategory = session.Dialect == Dialect.Copilot && request.InitializationOptions.TryGetProperty("copilotCapabilities"u8, out _);

        session.WantsStatus = WantsStatus(session.Client.Experimental);
        var uris = request.WorkspaceFolders?.Select(folder => folder.Uri) ?? (request.RootUri is { } root ? [root] : []);
        string[] folders = [.. uris.Select(DocumentUri.ToPath).OfType<string>()];
        if (folders.Length == 0 && !string.IsNullOrEmpty(request.RootPath))
        {
            folders = [request.RootPath];
        }

        session.ClientName = request.ClientInfo?.Name ?? "";
        SessionSettings.SetInitializationOptions(session, request.InitializationOptions);
        SessionSettings.SetFolders(session, folders);
        if (session.WatchesClient && request.ProcessId is { } parent)
        {
            ParentProcess.WhenEnded(parent, session.Connection.Close, session.Connection.Closing);
        }

        return new(RpcResult.Of(Answer(request), LspJsonContext.Default.InitializeResult));
    }

    /// <summary>The answer, which depends on the request alone: a relay gives it without waiting for the daemon.</summary>
    public static InitializeResult Answer(InitializeParams request) => new(
        new() { PositionEncoding = ChooseEncoding(request).Name, ExecuteCommandProvider = new(Dialect.Of(request).Commands) },
        new("localcascade", ProductVersion.Current));

    private static bool WantsStatus(JsonElement experimental) =>
        experimental.ValueKind == JsonValueKind.Object
        && experimental.TryGetProperty("localcascade"u8, out var ours) && ours.ValueKind == JsonValueKind.Object
        && ours.TryGetProperty("status"u8, out var status) && status.ValueKind == JsonValueKind.True;

    /// <summary>How positions are counted. The client's list is in its order of preference; without one it speaks UTF-16, and so do Copilot clients, whatever their editor lists.</summary>
    public static (PositionEncoding Encoding, string Name) ChooseEncoding(InitializeParams request)
    {
        if (Dialect.Of(request) == Dialect.Copilot)
        {
            return Dialect.CountsCharacters(request) ? (PositionEncoding.Utf32, "utf-32") : (PositionEncoding.Utf16, "utf-16");
        }

        foreach (var name in request.Capabilities?.General?.PositionEncodings ?? [])
        {
            switch (name)
            {
                case "utf-8":
                    return (PositionEncoding.Utf8, name);
                case "utf-16":
                    return (PositionEncoding.Utf16, name);
                case "utf-32":
                    return (PositionEncoding.Utf32, name);
            }
        }

        return (PositionEncoding.Utf16, "utf-16");
    }
}
