using System.Text.Json;

namespace LocalCascade.Daemon.Lsp.Handlers;

/// <summary><c>localcascade/didIgnore</c> {item}, our own: the user typed something else while it was shown, or went away.</summary>
internal static class DidIgnoreHandler
{
    public static void Handle(ServerSession session, JsonElement parameters)
    {
        if (ReportedItems.Id(parameters, out _) is { } id)
        {
            session.Engine.Ignored(id);
        }
    }
}
