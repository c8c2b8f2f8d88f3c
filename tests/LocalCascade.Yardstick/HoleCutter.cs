namespace LocalCascade.Yardstick;

/// <summary>Cuts holes: packages in turn, file and place by chance; a third at a line's start, the others anywhere in it, within words too.</summary>
internal static class HoleCutter
{
    private const int LeastLine = 8;
    private static readonly string[] NotCode = ["//", "#", "*", "/*", "\"\"\"", "'''", "{", "}", "\"", "'"];

    public static IReadOnlyList<Hole> Cut(IReadOnlyList<Package> packages, int count, int seed)
    {
        var random = new Random(seed);
        var holes = new List<Hole>(count);
        while (holes.Count < count)
        {
            if (TryCut(packages[holes.Count % packages.Count], random) is { } hole)
            {
                holes.Add(hole);
            }
        }

        return holes;
    }

    private static Hole? TryCut(Package package, Random random)
    {
        var file = package.Files[random.Next(package.Files.Count)];
        var at = random.Next(file.Text.Length);
        var start = file.Text.LastIndexOf('\n', Math.Max(0, at - 1)) + 1;
        var end = file.Text.IndexOf('\n', Math.Max(at, start));
        if (end < 0 || end <= start)
        {
            return null;
        }

        var line = file.Text[start..end];
        var code = line.Trim();
        if (code.Length < LeastLine || NotCode.Any(mark => code.StartsWith(mark, StringComparison.Ordinal)) || IsInProse(file, start))
        {
            return null;
        }

        var first = start + line.Length - line.TrimStart().Length;
        var fromStart = random.Next(3) == 0;
        var begin = fromStart ? first : random.Next(first + 1, start + line.TrimEnd().Length - 2);
        var expected = file.Text[begin..end];
        return string.IsNullOrWhiteSpace(expected) ? null : new(package, file, begin, expected, fromStart);
    }

    // Prose: an odd count of triple quotes above, or a block comment that is not closed yet.
    private static bool IsInProse(SourceFile file, int offset)
    {
        if (file.LanguageId != "python")
        {
            return offset > 0 && file.Text.LastIndexOf("/*", offset - 1, StringComparison.Ordinal) > file.Text.LastIndexOf("*/", offset - 1, StringComparison.Ordinal);
        }

        var count = 0;
        for (var at = 0; (at = file.Text.IndexOf("\"\"\"", at, StringComparison.Ordinal)) >= 0 && at < offset; at += 3)
        {
            count++;
        }

        return count % 2 == 1;
    }
}
