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
        var (encoding, encodingName) = ChooseEncoding(session.Client.General?.PositionEncodings);
        session.Encoding = encoding;
        session.SpeaksCopilot = request.InitializationOptions.ValueKind == JsonValueKind.Object
            && (request.InitializationOptions.TryGetProperty("editorInfo"u8, out _) || request.InitializationOptions.TryGetProperty("editorPluginInfo"u8, out _));

        var uris = request.WorkspaceFolders?.Select(folder => folder.Uri) ?? (request.RootUri is { } root ? [root] : []);
        string[] folders = [.. uris.Select(DocumentUri.ToPath).OfType<string>()];
        if (folders.Length == 0 && !string.IsNullOrEmpty(request.RootPath))
        {
            folders = [request.RootPath];
        }

        session.ClientName = request.ClientInfo?.Name ?? "";
        SessionSettings.SetInitializationOptions(session, request.InitializationOptions);
        SessionSettings.SetFolders(session, folders);
        if (request.ProcessId is { } parent)
        {
            ParentProcess.CloseWith(parent, session.Connection);
        }

        var result = new InitializeResult(
            new() { PositionEncoding = encodingName, ExecuteCommandProvider = new([ExecuteCommandHandler.AcceptCommand, ExecuteCommandHandler.FinishSignInCommand]) },
            new("localcascade", ProductVersion.Current));
        return new(RpcResult.Of(result, LspJsonContext.Default.InitializeResult));
    }

    // The client's list is in its order of preference; without one it speaks UTF-16.
    private static (PositionEncoding, string) ChooseEncoding(List<string>? offered)
    {
        foreach (var name in offered ?? [])
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
