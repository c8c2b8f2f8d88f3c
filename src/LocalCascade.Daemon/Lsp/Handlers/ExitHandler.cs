using System.Text.Json;

namespace LocalCascade.Daemon.Lsp.Handlers;

/// <summary><c>exit</c>: the server ends; its exit code tells whether <c>shutdown</c> came first.</summary>
internal static class ExitHandler
{
    public static void Handle(ServerSession session, JsonElement parameters) => session.Connection.Close();
}
