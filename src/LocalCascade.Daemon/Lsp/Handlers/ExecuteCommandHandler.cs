using System.Text.Json;
using LocalCascade.Daemon.Rpc;

namespace LocalCascade.Daemon.Lsp.Handlers;

/// <summary><c>workspace/executeCommand</c>: an item was accepted.</summary>
internal static class ExecuteCommandHandler
{
    /// <summary>The command of every item. Editors register announced commands globally, so its name has to be ours alone.</summary>
    public const string AcceptCommand = "localcascade.didAcceptCompletionItem";

    // Copilot clients may send their own server's name for it.
    private const string CopilotAcceptCommand = "github.copilot.didAcceptCompletionItem";

    public static ValueTask<RpcResult> Handle(ServerSession session, JsonElement parameters, CancellationToken cancellationToken)
    {
        var request = LspJson.Read(parameters, LspJsonContext.Default.ExecuteCommandParams);
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
}
