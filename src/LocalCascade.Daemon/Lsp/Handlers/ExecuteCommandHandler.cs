using System.Text.Json;
using LocalCascade.Daemon.Rpc;

namespace LocalCascade.Daemon.Lsp.Handlers;

/// <summary><c>workspace/executeCommand</c>: an item was accepted.</summary>
internal static class ExecuteCommandHandler
{
    /// <summary>The command of every item. Editors register announced commands globally, so its name has to be ours alone.</summary>
    public const string AcceptCommand = "localcascade.didAcceptCompletionItem";

    /// <summary>What <c>signIn</c>'s answer asks to execute: opens the page where the code is entered.</summary>
    public const string FinishSignInCommand = "localcascade.finishSignIn";

    // Copilot clients may send their own server's name for it.
    private const string CopilotAcceptCommand = "github.copilot.didAcceptCompletionItem";

    public static ValueTask<RpcResult> Handle(ServerSession session, JsonElement parameters, CancellationToken cancellationToken)
    {
        var request = LspJson.Read(parameters, LspJsonContext.Default.ExecuteCommandParams);
        if (request.Command == FinishSignInCommand)
        {
            OpenSignInPage(session, request.Arguments);
            return new(LspJson.Null);
        }

        if (request.Command is not (AcceptCommand or CopilotAcceptCommand))
        {
            throw new RpcException(RpcErrorCodes.InvalidParams, $"The command {request.Command} is not known.");
        }

        if (ReportedItems.Id(request.Arguments) is { } id)
        {
            session.Engine.Accepted(id);
        }

        return new(LspJson.Null);
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
            await session.Connection.RequestAsync("window/showDocument", new(page, External: true), LspJsonContext.Default.ShowDocumentParams).ConfigureAwait(false);
        }
        catch (Exception error) when (error is RpcException or OperationCanceledException)
        {
            // An editor that cannot open it has shown the address and the code already.
        }
    }
}
