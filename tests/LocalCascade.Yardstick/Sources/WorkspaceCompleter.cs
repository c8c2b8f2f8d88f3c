using System.Diagnostics;
using LocalCascade.Completion.Syntax;
using LocalCascade.Completion.Workspace;

namespace LocalCascade.Yardstick;

/// <summary>The workspace predictor with one package as its workspace: the file with the hole is open, the others are on disk.</summary>
internal sealed class WorkspaceCompleter : ICompleter
{
    public const string Id = "predictor";

    private const int MemoryMegabytes = 64;

    private WorkspacePredictor _predictor = new(MemoryMegabytes, TimeProvider.System);
    private Package? _package;

    public string Name => Id;

    public async ValueTask<Answer> CompleteAsync(PackageHole place, CancellationToken cancellationToken)
    {
        var hole = place.Hole;
        if (_package != place.Package)
        {
            (_predictor, _package) = (await LoadAsync(place.Package), place.Package);
        }

        var request = place.ToRequest();
        var lines = place.IsBlock ? CompletionShape.Decide(CursorSyntax.Analyze(request)).MaxLines : 1;
        _predictor.Open(request.Document);
        await _predictor.Settled;
        var started = Stopwatch.GetTimestamp();
        var prediction = _predictor.Predict(request.Document, hole.Offset, lines, cancellationToken);
        var answer = new Answer(prediction?.Text ?? "", prediction?.Confidence ?? 0, Stopwatch.GetElapsedTime(started));

        // The file is whole again: what a document last held stays known as a file on disk.
        _predictor.Open(request.Document with { Text = SourceText.From(hole.File.Text) });
        _predictor.Close(hole.File.Uri);
        await _predictor.Settled;
        return answer;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>A predictor that knows a package.</summary>
    public static async Task<WorkspacePredictor> LoadAsync(Package package)
    {
        var predictor = new WorkspacePredictor(MemoryMegabytes, TimeProvider.System);
        foreach (var file in package.Files)
        {
            predictor.AddFile(file.Uri, file.LanguageId, file.Text.Split('\n'));
        }

        await predictor.Settled;
        return predictor;
    }
}
