namespace LocalCascade.Yardstick;

/// <summary>A hole in a package's file.</summary>
internal sealed record PackageHole(Package Package, Hole Hole)
{
    // Most places that chance points at are blank or prose; past this many for each hole there is no more to find.
    private const int TriesForEach = 3_000;

    public bool IsBlock => Hole.Kind == HoleKind.Block;

    /// <summary>The file as an editor would hold it, with the cursor in the hole.</summary>
    public CompletionRequest ToRequest() => new()
    {
        Document = new(Hole.File.Uri, Hole.File.LanguageId, 1, SourceText.From(Hole.TextWithout)),
        Offset = Hole.Offset,
        Trigger = CompletionTrigger.Invoked,
        Tier = CompletionTier.Local,
    };

    /// <summary>Cuts different holes: packages in turn, file and place by chance.</summary>
    /// <exception cref="ArgumentException">The packages do not hold so many.</exception>
    public static IReadOnlyList<PackageHole> Cut(IReadOnlyList<Package> packages, HoleKind kind, int count, int seed)
    {
        var random = new Random(seed);
        var holes = new List<PackageHole>(count);
        var known = new HashSet<(string, int)>();
        for (var tries = (long)count * TriesForEach; holes.Count < count; tries--)
        {
            if (tries == 0)
            {
                throw new ArgumentException($"Only {holes.Count} holes of {count} were found in {string.Join(", ", packages.Select(package => package.Name))}. Ask for fewer: --items, --blocks.");
            }

            var package = packages[holes.Count % packages.Count];
            var file = package.Files[random.Next(package.Files.Count)];
            var hole = kind == HoleKind.Block ? HoleCutter.TryCutBlock(file, random) : HoleCutter.TryCutLine(file, random);
            if (hole is not null && known.Add((file.Uri, hole.Offset)))
            {
                holes.Add(new(package, hole));
            }
        }

        return holes;
    }
}
