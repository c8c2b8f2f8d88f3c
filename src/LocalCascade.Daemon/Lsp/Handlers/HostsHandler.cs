using System.Text.Json;
using LocalCascade.Daemon.Network;
using LocalCascade.Daemon.Rpc;

namespace LocalCascade.Daemon.Lsp.Handlers;

/// <summary><c>localcascade/hosts</c>: every host that could be contacted under this session's settings, the editor's own included. Contacts none.</summary>
internal static class HostsHandler
{
    public static ValueTask<RpcResult> Handle(ServerSession session, JsonElement parameters, CancellationToken cancellationToken)
    {
        lock (session.Settings)
        {
            return new(RpcResult.Of(HostFinder.Find(session.Settings), HostJson.Default.HostList));
        }
    }
}
