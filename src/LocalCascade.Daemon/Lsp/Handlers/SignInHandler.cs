using System.Text.Json;
using LocalCascade.Completion.Cloud;
using LocalCascade.Daemon.Cloud;
using LocalCascade.Daemon.Rpc;

namespace LocalCascade.Daemon.Lsp.Handlers;

/// <summary><c>signIn</c> of the Copilot dialect, <c>signInInitiate</c> of its older clients. Local completions need no account; with a cloud tier it begins the device flow.</summary>
internal static class SignInHandler
{
    public static async ValueTask<RpcResult> Handle(ServerSession session, JsonElement parameters, CancellationToken cancellationToken)
    {
        if (session.Cloud.Status is not { } status)
        {
            return RpcResult.Of(new AuthStatus("AlreadySignedIn", Environment.UserName), CopilotJsonContext.Default.AuthStatus);
        }

        if (status.State == CloudState.Ready)
        {
            return RpcResult.Of(new AuthStatus("AlreadySignedIn", status.User), CopilotJsonContext.Default.AuthStatus);
        }

        try
        {
            var device = (await session.Cloud.SignInAsync(cancellationToken).ConfigureAwait(false)).Device;
            return RpcResult.Of(
                new DeviceFlowPrompt("PromptUserDeviceFlow", device.UserCode!, device.VerificationUri!, device.ExpiresIn, device.Interval ?? 5, new("Sign in", session.Dialect.FinishSignInCommand, [device.VerificationUriComplete ?? device.VerificationUri!])),
                CopilotJsonContext.Default.DeviceFlowPrompt);
        }
        catch (SignInException error)
        {
            throw new RpcException(RpcErrorCodes.InternalError, error.Message);
        }
    }

    /// <summary>Waits until the sign-in that has begun is finished; gives who is signed in.</summary>
    /// <exception cref="RpcException">None has begun, or it did not work.</exception>
    public static async Task<AuthStatus> FinishAsync(ServerSession session, CancellationToken cancellationToken)
    {
        var signedIn = CopilotStatus.AuthOf(session);
        if (session.Cloud.SigningIn is not { } signingIn)
        {
            return signedIn.Status == "OK" ? signedIn : throw new RpcException(RpcErrorCodes.InvalidRequest, "No pending sign in");
        }

        return await signingIn.WaitAsync(cancellationToken).ConfigureAwait(false) is { } problem
            ? throw new RpcException(RpcErrorCodes.DeviceFlowFailed, problem)
            : new("OK", session.Cloud.Status is { User.Length: > 0 } status ? status.User : Environment.UserName);
    }
}
