using System.Text.Json;
using LocalCascade.Daemon.Lsp.Handlers;
using LocalCascade.Daemon.Lsp.Handlers.Copilot;
using LocalCascade.Daemon.Rpc;

namespace LocalCascade.Daemon.Lsp;

/// <summary>
/// LSP 3.18 with inline completion, and GitHub's copilot-language-server dialect. Every method has a handler in a file of its
/// own. A handler runs on the read loop until its first await: so whatever changes state does so in the order of the
/// messages, and a request sees the state of its place among them.
/// </summary>
internal sealed class LanguageServer(ServerSession session) : IRpcTarget
{
    private delegate ValueTask<RpcResult> RequestHandler(ServerSession session, JsonElement parameters, CancellationToken cancellationToken);

    private delegate void NotificationHandler(ServerSession session, JsonElement parameters);

    private static readonly Dictionary<string, RequestHandler> Requests = new(StringComparer.Ordinal)
    {
        ["initialize"] = InitializeHandler.Handle,
        ["shutdown"] = ShutdownHandler.Handle,
        ["textDocument/inlineCompletion"] = InlineCompletionHandler.Handle,
        ["workspace/executeCommand"] = ExecuteCommandHandler.Handle,
        ["localcascade/status"] = StatusHandler.Handle,
        ["localcascade/explain"] = ExplainHandler.Handle,
        ["localcascade/models"] = ModelsHandler.Handle,
        ["localcascade/hosts"] = HostsHandler.Handle,
        ["checkStatus"] = CheckStatusHandler.Handle,
        ["signIn"] = SignInHandler.Handle,
        ["signOut"] = SignOutHandler.Handle,
        ["signInInitiate"] = SignInHandler.Handle,
        ["signInConfirm"] = SignInConfirmHandler.Handle,
        ["getVersion"] = GetVersionHandler.Handle,
        ["setEditorInfo"] = SetEditorInfoHandler.Handle,
        ["getCompletions"] = GetCompletionsHandler.Handle,
        ["getCompletionsCycling"] = GetCompletionsHandler.HandleCycling,
        ["getPanelCompletions"] = GetPanelCompletionsHandler.Handle,
        ["notifyShown"] = NotifyShownHandler.Handle,
        ["notifyAccepted"] = NotifyAcceptedHandler.Handle,
        ["notifyRejected"] = NotifyRejectedHandler.Handle,
        ["textDocument/copilotPanelCompletion"] = PanelCompletionHandler.Handle,
        ["textDocument/copilotInlineEdit"] = InlineEditHandler.Handle,
        ["context/registerProviders"] = ContextProvidersHandler.HandleRegister,
        ["context/unregisterProviders"] = ContextProvidersHandler.HandleUnregister,
        ["copilot/models"] = CopilotModelsHandler.Handle,
        ["debug/diagnostics"] = DiagnosticsHandler.Handle,
        ["telemetry/exception"] = NothingToDoHandler.Handle,
        ["recordTelemetryConsent"] = NothingToDoHandler.Handle,
        ["uninstall"] = NothingToDoHandler.Handle,
    };

    private static readonly Dictionary<string, NotificationHandler> Notifications = new(StringComparer.Ordinal)
    {
        ["initialized"] = InitializedHandler.Handle,
        ["exit"] = ExitHandler.Handle,
        ["textDocument/didOpen"] = DidOpenHandler.Handle,
        ["textDocument/didChange"] = DidChangeHandler.Handle,
        ["textDocument/didSave"] = DidSaveHandler.Handle,
        ["textDocument/didClose"] = DidCloseHandler.Handle,
        ["textDocument/didFocus"] = DidFocusHandler.Handle,
        ["textDocument/didShowCompletion"] = DidShowCompletionHandler.Handle,
        ["textDocument/didPartiallyAcceptCompletion"] = DidPartiallyAcceptCompletionHandler.Handle,
        ["localcascade/didReject"] = DidRejectHandler.Handle,
        ["localcascade/didIgnore"] = DidIgnoreHandler.Handle,
        ["workspace/didChangeConfiguration"] = DidChangeConfigurationHandler.Handle,
        ["workspace/didChangeWatchedFiles"] = DidChangeWatchedFilesHandler.Handle,
        ["workspace/didChangeWorkspaceFolders"] = DidChangeWorkspaceFoldersHandler.Handle,
    };

    public ValueTask<RpcResult> RequestAsync(string method, JsonElement parameters, CancellationToken cancellationToken)
    {
        if (session.State == SessionState.Started && method != "initialize")
        {
            throw new RpcException(RpcErrorCodes.ServerNotInitialized, $"{method} came before initialize.");
        }

        if (session.State == SessionState.ShutDown)
        {
            throw new RpcException(RpcErrorCodes.InvalidRequest, $"{method} came after shutdown.");
        }

        return Requests.TryGetValue(method, out var handler)
            ? handler(session, parameters, cancellationToken)
            : throw new RpcException(RpcErrorCodes.MethodNotFound, $"The method {method} is not known.");
    }

    public void Notify(string method, JsonElement parameters)
    {
        // Before initialize and after shutdown everything but exit is dropped, as LSP asks.
        if ((session.State == SessionState.Initialized || method == "exit") && Notifications.TryGetValue(method, out var handler))
        {
            handler(session, parameters);
        }
    }
}
