using System.Text.Json;
using LocalCascade.Daemon.Rpc;

namespace LocalCascade.Daemon.Lsp.Handlers;

/// <summary><c>workspace/executeCommand</c>: an item was accepted.</summary>
internal static class ExecuteCommandHandler
{
    public static async ValueTask<RpcResult> Handle(ServerSession session, JsonElement parameters, CancellationToken cancellationToken)
    {
        var request = LspJson.Read(parameters, LspJsonContext.Default.ExecuteCommandParams);
        if (Dialect.IsFinishSignIn(request.Command))
        {
            OpenSignInPage(session, request.Arguments);

            // Copilot clients wait for the outcome; others are told by the status.
            return session.Dialect == Dialect.Copilot
                ? RpcResult.Of(await SignInHandler.FinishAsync(session, cancellationToken).ConfigureAwait(false), CopilotJsonContext.Default.AuthStatus)
                : LspJson.Null;
        }

        if (!Dialect.IsAccept(request.Command))
        {
            throw new RpcException(RpcErrorCodes.InvalidParams, $"The command {request.Command} is not known.");
        }

        var id = ReportedItems.Id(request.Arguments);
        var known = id is not null && session.Offered.Knows(id);
        if (id is not null)
        {
            session.Engine.Accepted(id);
        }

        return session.Dialect == Dialect.Copilot ? RpcResult.Of(known, CopilotJsonContext.Default.Boolean) : LspJson.Null;
    }

    private static void OpenSignInPage(ServerSession session, List<JsonElement>? arguments)
    {
        if (arguments is [{ ValueKind: JsonValueKind.String } first, ..]
            && Uri.TryCreate(first.GetString(), UriKind.Absolute, out var page) && (page.Scheme == "https" || (page.Scheme == "http" && page.IsLoopback)))
        {
            _ = OpenAsync(session, page.ToString());
        }
    }

    private static async Task OpenAsync(ServerSession session, string page)
    {
        try
        {
            await session.Connection.RequestAsync("window/showDocument", new(page, External: true), CopilotJsonContext.Default.ShowDocumentParams).ConfigureAwait(false);
        }
        catch (Exception error) when (error is RpcException or OperationCanceledException)
        {
            // An editor that cannot open it has shown the address and the code already.
        }
    }
}
