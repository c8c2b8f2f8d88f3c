using System.Text.Json;

namespace LocalCascade.Daemon.Lsp.Handlers;

/// <summary><c>textDocument/didFocus</c> of the Copilot dialect: noted by nobody yet, but no error either.</summary>
internal static class DidFocusHandler
{
    public static void Handle(ServerSession session, JsonElement parameters)
    {
    }
}
