using LocalCascade.Completion.Cascade;

namespace LocalCascade.Yardstick;

/// <summary>The product's engine with one package as its workspace, asked for its local tier as by a key.</summary>
/// <param name="modelFolder">Its model.</param>
/// <param name="shared">What it shares with others, the loaded model above all.</param>
/// <param name="useWorkspace">Whether the predictor may answer too.</param>
/// <param name="scoresDrafts">Whether the model scores the predictor's whole text, as it does where it brings a gate.</param>
internal sealed class Product(string modelFolder, SharedTiers shared, bool useWorkspace, bool scoresDrafts = false) : IAsyncDisposable
{
    private CompletionEngine? _engine;
    private HoleAsker? _asker;
    private WatchedModel? _model;
    private Package? _package;

    /// <summary>Asks at a hole: what the product shows, and what its model would have said if it was asked.</summary>
    /// <exception cref="ArgumentException">The model cannot be loaded.</exception>
    public async ValueTask<(HoleAnswer Shown, ModelAnswer? Model)> AskAsync(PackageHole place, CancellationToken cancellationToken)
    {
        if (_asker is null || _package != place.Package)
        {
            _asker = await OpenAsync(place.Package, cancellationToken);
        }

        _model!.Last = null;
        var shown = await _asker.AskAsync(place.Hole, CompletionTier.Local, cancellationToken);
        return (shown, _model.Last);
    }

    public ValueTask DisposeAsync() => _engine?.DisposeAsync() ?? ValueTask.CompletedTask;

    // An engine for each package; the one before goes after the model has a new user, so that it is loaded once.
    private async Task<HoleAsker> OpenAsync(Package package, CancellationToken cancellationToken)
    {
        var before = _engine;
        var settings = HoleAsker.ToMeasure(new EngineSettings { UseWorkspace = useWorkspace, RespectGitIgnore = false, Provider = "cpu" });
        var engine = _engine = new(settings, modelFolder, null, null, shared, model => _model = new WatchedModel(model, scoresDrafts));
        engine.Start();
        await engine.WhenReadyAsync(cancellationToken);
        if (before is not null)
        {
            await before.DisposeAsync();
        }

        if (engine.Status.Model is { State: not ModelState.Ready } status)
        {
            throw new ArgumentException($"The model in {modelFolder} cannot be measured: {status.Message}");
        }

        // What a document last held stays known as a file on disk.
        foreach (var file in package.Files)
        {
            engine.DocumentOpened(new(file.Uri, file.LanguageId, 0, SourceText.From(file.Text)));
            engine.DocumentClosed(file.Uri);
        }

        _package = package;
        return new(engine);
    }
}
