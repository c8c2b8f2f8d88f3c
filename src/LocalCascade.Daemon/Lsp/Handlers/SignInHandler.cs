using System.Text.Json;
using LocalCascade.Completion.Cloud;
using LocalCascade.Daemon.Cloud;
using LocalCascade.Daemon.Rpc;

namespace LocalCascade.Daemon.Lsp.Handlers;

/// <summary><c>signIn</c> of the Copilot dialect. Local completions need no account; with a cloud tier it begins the device flow.</summary>
internal static class SignInHandler
{
    public static async ValueTask<RpcResult> Handle(ServerSession session, JsonElement parameters, CancellationToken cancellationToken)
    {
        if (session.Cloud.Status is not { } status)
        {
            return RpcResult.Of(new AuthStatus("AlreadySignedIn", Environment.UserName), LspJsonContext.Default.AuthStatus);
        }

        if (status.State == CloudState.Ready)
        {
            return RpcResult.Of(new AuthStatus("AlreadySignedIn", status.User), LspJsonContext.Default.AuthStatus);
        }

        try
        {
            var device = (await session.Cloud.SignInAsync(cancellationToken).ConfigureAwait(false)).Device;
            return RpcResult.Of(
                new DeviceFlowPrompt("PromptUserDeviceFlow", device.UserCode!, device.VerificationUri!, device.ExpiresIn, device.Interval ?? 5, new("Sign in", ExecuteCommandHandler.FinishSignInCommand, [device.VerificationUriComplete ?? device.VerificationUri!])),
                LspJsonContext.Default.DeviceFlowPrompt);
        }
        catch (SignInException error)
        {
            throw new RpcException(RpcErrorCodes.InternalError, error.Message);
        }
    }
}
