using System.Text.Json;
using LocalCascade.Completion;
using LocalCascade.Daemon.Rpc;

namespace LocalCascade.Daemon.Lsp.Handlers.Copilot;

/// <summary><c>getPanelCompletions</c>: several suggestions for a list beside the code, told one by one after the answer.</summary>
internal static class GetPanelCompletionsHandler
{
    public static ValueTask<RpcResult> Handle(ServerSession session, JsonElement parameters, CancellationToken cancellationToken)
    {
        var request = LspJson.Read(parameters, CopilotJsonContext.Default.GetCompletionsParams);
        _ = TellAsync(session, request.PanelId ?? "", GetCompletionsHandler.ToRequest(session, request.Doc, CompletionTrigger.Invoked));
        return new(RpcResult.Of(new GetPanelCompletionsResult(EditorCompletion.MostItems), CopilotJsonContext.Default.GetPanelCompletionsResult));
    }

    private static async Task TellAsync(ServerSession session, string panel, CompletionRequest? question)
    {
        var outcome = "Error";
        try
        {
            var result = question is null ? new CompletionResult() : await EditorCompletion.AskAsync(session, question, session.Connection.Closing).ConfigureAwait(false);
            foreach (var item in result.Items)
            {
                var completion = GetCompletionsHandler.ToCompletion(session, item, question!);
                var solution = new PanelSolution(panel, completion.Uuid, completion.Text, completion.Text, completion.Range, item.Confidence, completion.DocVersion);
                await session.Connection.NotifyAsync("PanelSolution", solution, CopilotJsonContext.Default.PanelSolution).ConfigureAwait(false);
            }

            outcome = "OK";
        }
        catch (OperationCanceledException)
        {
            // Asked again meanwhile.
            outcome = "OK";
        }
        finally
        {
            // The list waits for its end, whatever went wrong.
            await session.Connection.NotifyAsync("PanelSolutionsDone", new(outcome, panel), CopilotJsonContext.Default.PanelSolutionsDone).ConfigureAwait(false);
        }
    }
}
