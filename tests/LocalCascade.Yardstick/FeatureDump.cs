using LocalCascade.Completion.Workspace;

namespace LocalCascade.Yardstick;

/// <summary>
/// Writes what the predictor's candidates look like at the rests of lines, for models/training/predictor.py to fit the ranking and the confidence
/// on. Some files are cut down to a few lines with nothing beside them, as files are that somebody has just begun. Little-endian: count of features [i4]; then for each hole the package's number, whether it begins a line, the count of candidates and
/// the right one's index or -1 [4 × i4], and the candidates' features, the best ranked first [count × features × f4].
/// </summary>
internal static class FeatureDump
{
    public static async Task WriteAsync(string path, IReadOnlyList<Package> packages, int items, int seed)
    {
        var partial = path + ".partial";
        await using (var file = File.Create(partial))
        {
            await using var writer = new BinaryWriter(file);
            writer.Write(RankingFeatures.Count);
            var progress = new Progress(packages.Count);
            for (var p = 0; p < packages.Count; p++)
            {
                await WriteAsync(writer, packages[p], p, items, seed);
                progress.Advance(packages[p].Name);
            }
        }

        File.Move(partial, path, overwrite: true);
    }

    private const int OneInSmall = 4;
    private const int MostLinesAbove = 40;
    private const int MostLinesBelow = 12;

    private static async Task WriteAsync(BinaryWriter writer, Package package, int number, int items, int seed)
    {
        var random = new Random(seed);
        var predictor = await WorkspaceCompleter.LoadAsync(package);
        foreach (var holes in PackageHole.Cut([package], HoleKind.Line, items, seed).GroupBy(place => place.Hole.File))
        {
            // One opening for a file's holes: picking its related files costs more than all questions.
            var isOpen = false;
            foreach (var hole in holes.Select(place => place.Hole))
            {
                if (random.Next(OneInSmall) == 0)
                {
                    await WriteSmallAsync(writer, number, hole, random);
                    continue;
                }

                var document = new DocumentSnapshot(hole.File.Uri, hole.File.LanguageId, 1, SourceText.From(hole.TextWithout));
                if (isOpen)
                {
                    predictor.Update(document, []);
                }
                else
                {
                    predictor.Open(document);
                    isOpen = true;
                }

                await predictor.Settled;
                Write(writer, number, hole, predictor.Search(document, hole.Offset, CancellationToken.None).Rank());
            }

            if (!isOpen)
            {
                continue;
            }

            predictor.Update(new(holes.Key.Uri, holes.Key.LanguageId, 1, SourceText.From(holes.Key.Text)), []);
            predictor.Close(holes.Key.Uri);
        }
    }

    private static async Task WriteSmallAsync(BinaryWriter writer, int number, Hole hole, Random random)
    {
        var (text, offset) = (hole.TextWithout, hole.Offset);
        var (start, end) = (offset, offset);
        for (var lines = random.Next(2, MostLinesAbove); lines >= 0 && start > 0; lines--)
        {
            start = text.LastIndexOf('\n', start - 1);
            start = Math.Max(start, 0);
        }

        for (var lines = random.Next(1, MostLinesBelow); lines >= 0 && end < text.Length; lines--)
        {
            end = text.IndexOf('\n', end) is >= 0 and var next ? next + 1 : text.Length;
        }

        start += start > 0 ? 1 : 0;
        var document = new DocumentSnapshot(hole.File.Uri, hole.File.LanguageId, 1, SourceText.From(text[start..end]));
        var predictor = new WorkspacePredictor(1, TimeProvider.System);
        predictor.Open(document);
        await predictor.Settled;
        Write(writer, number, hole, predictor.Search(document, offset - start, CancellationToken.None).Rank());
    }

    private static void Write(BinaryWriter writer, int number, Hole hole, IReadOnlyList<RankedCandidate> ranked)
    {
        var right = -1;
        for (var i = 0; i < ranked.Count && right < 0; i++)
        {
            right = TextMatch.IsExact(ranked[i].Candidate.Text, hole.Expected) ? i : -1;
        }

        writer.Write(number);
        writer.Write(hole.FromLineStart ? 1 : 0);
        writer.Write(ranked.Count);
        writer.Write(right);
        foreach (var (candidate, _) in ranked)
        {
            writer.Write(System.Runtime.InteropServices.MemoryMarshal.AsBytes(candidate.Features.AsSpan()));
        }
    }
}
