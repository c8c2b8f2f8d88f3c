using LocalCascade.Inference;
using LocalCascade.Inference.Models;
using Microsoft.Extensions.Logging;

namespace LocalCascade.Completion.Cascade;

/// <summary>Holds the local model of one engine: has it loaded in the background, swaps it when the settings ask for another, and lets a replaced one go when its last user is done.</summary>
internal sealed partial class ModelHost(ModelPool pool, ILogger logger) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _closing = new();
    private Task<LoadedModel?> _loading = Task.FromResult<LoadedModel?>(null);
    private (string? Folder, RuntimeOptions? Options) _wanted;
    private Task _telling = Task.CompletedTask;

    /// <summary>Raised on a pool thread when <see cref="Status"/> changes, one change after the other.</summary>
    public event Action<ModelStatus>? Changed;

    public ModelStatus Status { get; private set; } = new(ModelState.Off, "", "No model is configured.");

    /// <summary>Completes when the model that was last asked for is loaded, failed or off. Never faults.</summary>
    public Task Settled => _loading;

    /// <summary>Asks for a model; null for none. Does nothing when it is the one that is there.</summary>
    public void Load(string? folder, RuntimeOptions options)
    {
        Task<LoadedModel?> before;
        lock (_gate)
        {
            if (_closing.IsCancellationRequested || _wanted == (folder, options))
            {
                return;
            }

            _wanted = (folder, options);
            before = _loading;
            if (folder is null)
            {
                _loading = Task.FromResult<LoadedModel?>(null);
                SetStatus(new(ModelState.Off, "", "No model is configured; the workspace predictor answers alone."));
            }
            else
            {
                var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(folder));
                SetStatus(new(ModelState.Loading, name, $"Loading {name} …"));
                _loading = Task.Run(() => LoadModel(folder, options, _closing.Token));
            }
        }

        _ = before.ContinueWith(static done => done.Result?.Release(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
    }

    /// <summary>The model, for one request: to be released. Waits while it is being loaded; null when there is none.</summary>
    public async ValueTask<LoadedModel?> RentAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var loading = _loading;
            var model = await loading.WaitAsync(cancellationToken).ConfigureAwait(false);
            // A model that is swapped between the await and here is gone; its successor is being loaded.
            if (model is null || model.TryAddUser())
            {
                return model;
            }

            if (ReferenceEquals(loading, _loading))
            {
                return null;
            }
        }
    }

    /// <summary>Lets go of the prompt of a document that was closed.</summary>
    public void ForgetDocument(string uri)
    {
        var loading = _loading;
        if (loading.IsCompletedSuccessfully)
        {
            loading.Result?.ForgetPrompt(uri);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        var model = await _loading.ConfigureAwait(false);
        model?.Release();
    }

    private LoadedModel? LoadModel(string folder, RuntimeOptions options, CancellationToken cancellationToken)
    {
        var started = System.Diagnostics.Stopwatch.GetTimestamp();
        LoadedModel? loaded = null;
        ModelStatus status;
        try
        {
            loaded = pool.Get(folder, options, cancellationToken);
            var model = loaded.Model;
            var elapsed = System.Diagnostics.Stopwatch.GetElapsedTime(started);
            LogLoaded(logger, model.Info.Name, model.Provider?.Used ?? "", elapsed.TotalMilliseconds);
            status = new(ModelState.Ready, model.Info.Name, $"{model.Info.Name} is ready on {model.Provider?.Used} ({elapsed.TotalMilliseconds:0} ms). {string.Join(" ", model.Provider?.Notes ?? [])}");
        }
        catch (OperationCanceledException)
        {
            status = new(ModelState.Off, "", "Loading was cancelled.");
        }
        catch (InferenceException error)
        {
            LogFailed(logger, error.Message);
            status = new(ModelState.Failed, Path.GetFileName(folder), error.Message);
        }
#pragma warning disable CA1031 // Whatever a model's file can do to the loader, the workspace predictor has to go on.
        catch (Exception error)
#pragma warning restore CA1031
        {
            LogFailed(logger, error.ToString());
            status = new(ModelState.Failed, Path.GetFileName(folder), $"Loading {folder} failed unexpectedly: {error.Message}");
        }

        lock (_gate)
        {
            // The status of a model that is no longer wanted concerns nobody.
            if (_wanted == (folder, options))
            {
                SetStatus(status);
            }
        }

        return loaded;
    }

    // Under the lock. In order, or an editor would show for ever that a model is being loaded which is ready.
    private void SetStatus(ModelStatus status)
    {
        Status = status;
        if (Changed is { } changed)
        {
            _telling = _telling.ContinueWith(_ => changed(status), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    [LoggerMessage(EventId = 10, Level = LogLevel.Information, Message = "Model {Name} is ready on {Provider} after {Milliseconds:0} ms")]
    private static partial void LogLoaded(ILogger logger, string name, string provider, double milliseconds);

    [LoggerMessage(EventId = 11, Level = LogLevel.Warning, Message = "The model could not be loaded: {Reason}")]
    private static partial void LogFailed(ILogger logger, string reason);
}
