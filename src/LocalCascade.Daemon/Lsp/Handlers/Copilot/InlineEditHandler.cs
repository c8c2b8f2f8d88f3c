using System.Text.Json;
using LocalCascade.Daemon.Rpc;

namespace LocalCascade.Daemon.Lsp.Handlers.Copilot;

/// <summary><c>textDocument/copilotInlineEdit</c>: next edits are not suggested, and to say so is no error.</summary>
internal static class InlineEditHandler
{
    public static ValueTask<RpcResult> Handle(ServerSession session, JsonElement parameters, CancellationToken cancellationToken) =>
        new(RpcResult.Of(new InlineEditList([]), CopilotJsonContext.Default.InlineEditList));
}
