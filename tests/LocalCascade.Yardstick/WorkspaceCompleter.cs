using System.Diagnostics;
using LocalCascade.Completion.Documents;
using LocalCascade.Completion.Workspace;

namespace LocalCascade.Yardstick;

/// <summary>The workspace predictor with one package as its workspace: the file with the hole is open, the others are on disk.</summary>
internal sealed class WorkspaceCompleter(bool keepCandidates) : ICompleter
{
    private const int MemoryMegabytes = 64;

    private WorkspacePredictor _predictor = new(MemoryMegabytes, TimeProvider.System);
    private Package? _package;

    public string Name => "workspace predictor";

    public Answer Complete(PackageHole place)
    {
        var hole = place.Hole;
        if (_package != place.Package)
        {
            Load(place.Package);
        }

        var document = new DocumentSnapshot(hole.File.Uri, hole.File.LanguageId, 1, SourceText.From(hole.TextWithout));
        _predictor.Open(document);
        var started = Stopwatch.GetTimestamp();
        var search = _predictor.Search(document, hole.Offset, CancellationToken.None);
        var prediction = search.Choose(maxLines: 1);
        var elapsed = Stopwatch.GetElapsedTime(started);
        return prediction is null
            ? new("", 0, [], elapsed)
            : new(prediction.Text, prediction.Confidence, prediction.Features.ToVector(), elapsed) { Candidates = keepCandidates ? [.. search.Candidates] : [] };
    }

    /// <inheritdoc/>
    public void Restore(PackageHole place)
    {
        var hole = place.Hole;
        _predictor.Close(hole.File.Uri);
        _predictor.AddFile(hole.File.Uri, hole.File.LanguageId, hole.File.Text.Split('\n'));
    }

    public void Dispose()
    {
    }

    private void Load(Package package)
    {
        _predictor = new(MemoryMegabytes, TimeProvider.System);
        foreach (var file in package.Files)
        {
            _predictor.AddFile(file.Uri, file.LanguageId, file.Text.Split('\n'));
        }

        _package = package;
    }
}
