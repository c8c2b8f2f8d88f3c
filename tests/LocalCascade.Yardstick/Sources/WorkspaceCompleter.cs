using System.Diagnostics;
using LocalCascade.Completion.Syntax;
using LocalCascade.Completion.Workspace;

namespace LocalCascade.Yardstick;

/// <summary>The workspace predictor with one package as its workspace: the file with the hole is open, the others are on disk.</summary>
internal sealed class WorkspaceCompleter(bool keepCandidates) : ICompleter
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
            await LoadAsync(place.Package);
        }

        var request = place.ToRequest();
        var lines = place.IsBlock ? CompletionShape.Decide(CursorSyntax.Analyze(request)).MaxLines : 1;
        _predictor.Open(request.Document);
        var started = Stopwatch.GetTimestamp();
        var search = _predictor.Search(request.Document, hole.Offset, cancellationToken);
        var prediction = search.Choose(lines);
        var elapsed = Stopwatch.GetElapsedTime(started);
        var answer = prediction is null
            ? new("", 0, [], elapsed)
            : new Answer(prediction.Text, prediction.Confidence, prediction.Features.ToVector(), elapsed) { Candidates = keepCandidates ? [.. search.Candidates] : [] };

        // The file is whole again: what a document last held stays known as a file on disk.
        _predictor.Open(request.Document with { Text = SourceText.From(hole.File.Text) });
        _predictor.Close(hole.File.Uri);
        await _predictor.Settled;
        return answer;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task LoadAsync(Package package)
    {
        _predictor = new(MemoryMegabytes, TimeProvider.System);
        foreach (var file in package.Files)
        {
            _predictor.AddFile(file.Uri, file.LanguageId, file.Text.Split('\n'));
        }

        await _predictor.Settled;
        _package = package;
    }
}
