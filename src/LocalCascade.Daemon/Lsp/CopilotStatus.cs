using LocalCascade.Completion.Cloud;
using LocalCascade.Daemon.Rpc;

namespace LocalCascade.Daemon.Lsp;

/// <summary>How things stand, as the Copilot dialect says it: <c>didChangeStatus</c>, and in the forms of its older and newer clients.</summary>
/// <param name="Busy">Something is under way.</param>
/// <param name="Kind"><c>Normal</c>, <c>Warning</c> (a tier is away; completions go on without it) or <c>Inactive</c> (switched off). Never <c>Error</c>: nobody has to sign in anywhere.</param>
/// <param name="Message">A sentence for a person.</param>
/// <param name="Auth">Who is signed in.</param>
internal sealed record CopilotStatus(bool Busy, string Kind, string Message, AuthStatus Auth)
{
    public static CopilotStatus Of(ServerSession session, EditorStatus status)
    {
        var isCloudAway = status.CloudState is not (null or nameof(CloudState.Ready) or nameof(CloudState.Connecting));
        var (kind, message) = status.State switch
        {
            "off" => ("Inactive", status.Message),
            "error" => ("Warning", status.Message),
            _ when isCloudAway => ("Warning", status.CloudMessage ?? ""),
            _ => ("Normal", status.Message),
        };
        return new(status.Busy || status.CloudState == nameof(CloudState.Connecting), kind, message, AuthOf(session));
    }

    /// <summary>Who is signed in to the cloud; without one, whoever owns this machine's account.</summary>
    public static AuthStatus AuthOf(ServerSession session) => session.Cloud.Status switch
    {
        null => new("OK", Environment.UserName),
        { State: CloudState.SignedOut } => new("NotSignedIn", null),
        { State: CloudState.Refused } => new("NotAuthorized", null),
        { User.Length: > 0 } status => new("OK", status.User),
        // The cloud is away: completions are local meanwhile, and nobody has to do anything.
        _ => new("OK", Environment.UserName),
    };

    public void SendTo(RpcConnection connection, bool byCategory)
    {
        Send("statusNotification", new(Busy, Kind, Busy && Kind == "Normal" ? "InProgress" : Kind, Message), CopilotJsonContext.Default.StatusNotificationParams);
        Send("didChangeStatus", new(Busy, Kind, Message), CopilotJsonContext.Default.StatusParams);
        if (byCategory)
        {
            Send(
                "didChangeStatus/v2",
                new([
                    new("cls", Kind, Message, Inactive: Kind == "Inactive"),
                    new("auth", Auth.Status == "OK" ? "Normal" : "Warning", "", Result: Auth),
                    new("completion", Busy: Busy),
                ]),
                CopilotJsonContext.Default.StatusesParams);
        }

        void Send<T>(string method, T parameters, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) => _ = connection.NotifyAsync(method, parameters, type).AsTask();
    }
}
