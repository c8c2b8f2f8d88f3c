namespace LocalCascade.Yardstick;

/// <summary>
/// Finds files that are copies of text seen elsewhere: most of their long lines stand there too. The rule is the one by which
/// the training recipe (models/training/corpus.py) knows copies.
/// </summary>
internal sealed class NearDuplicates
{
    private const int LeastLine = 30;
    private const int LeastLines = 4;
    private const double MostKnown = 0.6;

    private readonly Dictionary<CodeText, HashSet<ulong>> _lines;
    private readonly HashSet<ulong> _wanted;
    private readonly HashSet<ulong> _seen = [];

    public NearDuplicates(IEnumerable<CodeText> files)
    {
        _lines = files.ToDictionary(file => file, file => LongLines(file.Text));
        _wanted = [.. _lines.Values.SelectMany(lines => lines)];
    }

    /// <summary>Takes text that the files must not be copies of. Only lines that a file holds are remembered, so that any amount can be looked through.</summary>
    public void See(string text) => Visit(text, line =>
    {
        if (_wanted.Contains(line))
        {
            _seen.Add(line);
        }
    });

    public bool IsCopy(CodeText file)
    {
        var lines = _lines[file];
        return lines.Count >= LeastLines && lines.Count(_seen.Contains) > MostKnown * lines.Count;
    }

    private static HashSet<ulong> LongLines(string text)
    {
        var lines = new HashSet<ulong>();
        Visit(text, line => lines.Add(line));
        return lines;
    }

    private static void Visit(string text, Action<ulong> take)
    {
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            var trimmed = line.Trim();

            // Licence headers and other comments are the same everywhere.
            if (trimmed.Length >= LeastLine && trimmed[0] is not ('/' or '#' or '*'))
            {
                take(Hash(trimmed));
            }
        }
    }

    // FNV-1a in 64 bits: stable, and among some millions of lines a collision is unlikely.
    private static ulong Hash(ReadOnlySpan<char> line)
    {
        var hash = 14695981039346656037;
        foreach (var c in line)
        {
            hash = (hash ^ c) * 1099511628211;
        }

        return hash;
    }
}
