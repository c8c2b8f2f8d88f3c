using System.Text.Json;
using LocalCascade.Completion.Cloud;
using LocalCascade.Daemon.Rpc;

namespace LocalCascade.Daemon.Lsp.Handlers;

/// <summary><c>checkStatus</c> of the Copilot dialect: who is signed in to the cloud; without one, whoever owns this machine's account.</summary>
internal static class CheckStatusHandler
{
    public static ValueTask<RpcResult> Handle(ServerSession session, JsonElement parameters, CancellationToken cancellationToken)
    {
        var answer = session.Cloud.Status switch
        {
            null => new AuthStatus("OK", Environment.UserName),
            { State: CloudState.SignedOut } => new("NotSignedIn", null),
            { State: CloudState.Refused } => new("NotAuthorized", null),
            { User.Length: > 0 } status => new("OK", status.User),

            // The cloud is away: completions are local meanwhile, and nobody has to do anything.
            _ => new("OK", Environment.UserName),
        };
        return new(RpcResult.Of(answer, LspJsonContext.Default.AuthStatus));
    }
}
