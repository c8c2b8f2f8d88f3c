using System.Text.Json;

namespace LocalCascade.Daemon.Lsp.Handlers;

/// <summary><c>initialized</c>: the background work begins, and the client is asked for its settings where it can be.</summary>
internal static class InitializedHandler
{
    public static void Handle(ServerSession session, JsonElement parameters) => session.Begin();
}
