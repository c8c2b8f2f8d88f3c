using LocalCascade.Completion.Cascade;

namespace LocalCascade.Daemon.Lsp;

/// <summary>Tells the editor how the model's loading goes: by progress, and a failure by one message.</summary>
internal sealed class ModelReporter
{
    private const int Warning = 2;
    private const string Token = "localcascade/model";

    private readonly ServerSession _session;
    private readonly Lock _gate = new();
    private Task _reporting = Task.CompletedTask;
    private bool _inProgress;

    private ModelReporter(ServerSession session) => _session = session;

    public static void Attach(ServerSession session)
    {
        var reporter = new ModelReporter(session);
        session.Engine.ModelChanged += reporter.Report;
    }

    // One after another: an end must not overtake its begin.
    private void Report(ModelStatus status)
    {
        lock (_gate)
        {
            _reporting = ReportAfterAsync(_reporting, status);
        }
    }

    private async Task ReportAfterAsync(Task before, ModelStatus status)
    {
        await before.ConfigureAwait(false);
        try
        {
            await ReportProgressAsync(status).ConfigureAwait(false);
            if (status.State == ModelState.Failed)
            {
                await _session.Connection.NotifyAsync("window/showMessage", new(Warning, $"LocalCascade: {status.Message}"), LspJsonContext.Default.ShowMessageParams).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The connection closed meanwhile.
        }
    }

    private async Task ReportProgressAsync(ModelStatus status)
    {
        if (_session.Client.Window?.WorkDoneProgress != true)
        {
            return;
        }

        if (status.State == ModelState.Loading && !_inProgress)
        {
            try
            {
                await _session.Connection.RequestAsync("window/workDoneProgress/create", new(Token), LspJsonContext.Default.WorkDoneProgressCreateParams).ConfigureAwait(false);
            }
            catch (Rpc.RpcException)
            {
                return;
            }

            _inProgress = true;
            await SendAsync(new("begin", "LocalCascade", status.Message)).ConfigureAwait(false);
        }
        else if (status.State != ModelState.Loading && _inProgress)
        {
            _inProgress = false;
            await SendAsync(new("end", Message: status.Message)).ConfigureAwait(false);
        }
    }

    private ValueTask SendAsync(WorkDoneProgress value) => _session.Connection.NotifyAsync("$/progress", new(Token, value), LspJsonContext.Default.ProgressParams);
}
