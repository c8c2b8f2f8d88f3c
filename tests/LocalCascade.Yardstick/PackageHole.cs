namespace LocalCascade.Yardstick;

/// <summary>A hole in a package's file.</summary>
internal sealed record PackageHole(Package Package, Hole Hole)
{
    /// <summary>Cuts the rests of lines: packages in turn, file and place by chance.</summary>
    public static IReadOnlyList<PackageHole> Cut(IReadOnlyList<Package> packages, int count, int seed)
    {
        var random = new Random(seed);
        var holes = new List<PackageHole>(count);
        while (holes.Count < count)
        {
            var package = packages[holes.Count % packages.Count];
            if (HoleCutter.TryCutLine(package.Files[random.Next(package.Files.Count)], random) is { } hole)
            {
                holes.Add(new(package, hole));
            }
        }

        return holes;
    }
}
