using System.Runtime.InteropServices;

namespace LocalCascade.Completion.Workspace;

/// <summary>
/// How often one, two and three tokens in a row stand in an open file, kept up with every edit: the innermost cache of a
/// nested cache model (Hellendoorn and Devanbu, "Are deep neural networks the best choice for modeling source code?", 2017).
/// Rows do not reach over line breaks, so that an edited line takes its own counts with it.
/// </summary>
internal sealed class NGramCounts
{
    // A file of data has more different rows than code ever has; what comes after these is not counted.
    private const int MostRows = 1 << 18;

    // How many made-up sightings the shorter row's probability counts for (Dirichlet smoothing).
    private const double Pull = 2;

    private readonly Dictionary<int, int> _counts = [];
    private int _tokens;

    /// <summary>Which tokens follow which.</summary>
    public FollowCounts Following { get; } = new();

    /// <summary>Roughly what it costs in memory.</summary>
    public long Bytes => (_counts.Count * 28L) + Following.Bytes;

    public void Add(CodeLine line)
    {
        Change(line, 1);
        Following.Add(line);
    }

    public void Remove(CodeLine line)
    {
        Change(line, -1);
        Following.Remove(line);
    }

    public void Clear()
    {
        Following.Clear();
        _counts.Clear();
        _tokens = 0;
    }

    /// <summary>Whether a token stands anywhere in the file.</summary>
    public bool Contains(int token) => CountOf(Row(token)) > 0;

    /// <summary>
    /// Probability of <paramref name="token"/> behind two others, in (0, 1): each row length leans on the next shorter one.
    /// </summary>
    public double Probability(int before, int last, int token)
    {
        var one = (CountOf(Row(token)) + 0.1) / (_tokens + 100.0);
        var two = (CountOf(Row(last, token)) + (Pull * one)) / (CountOf(Row(last)) + Pull);
        return last == CodeLine.LineBreak ? two : (CountOf(Row(before, last, token)) + (Pull * two)) / (CountOf(Row(before, last)) + Pull);
    }

    /// <summary>The key of a token; below, of two and of three in a row. Different rows hardly ever share one.</summary>
    public static int Row(int a) => unchecked((a * 0x2545F491) + 1);

    public static int Row(int a, int b) => unchecked((((a * 0x2545F491) ^ b) * 0x1B873593) + 2);

    public static int Row(int a, int b, int c) => unchecked((((((a * 0x2545F491) ^ b) * 0x1B873593) ^ c) * 0x5BD1E995) + 3);

    private int CountOf(int row) => _counts.GetValueOrDefault(row);

    private void Change(CodeLine line, int by)
    {
        if (line.Hashes.Length == 0)
        {
            return;
        }

        var (before, last) = (CodeLine.LineBreak, CodeLine.LineBreak);
        Change(Row(CodeLine.LineBreak), by);
        foreach (var token in line.Hashes)
        {
            Change(Row(token), by);
            Change(Row(last, token), by);
            Change(Row(before, last, token), by);
            (before, last) = (last, token);
        }

        Change(Row(last, CodeLine.LineBreak), by);
        Change(Row(before, last, CodeLine.LineBreak), by);
        _tokens += by * line.Hashes.Length;
    }

    private void Change(int row, int by)
    {
        if (by < 0)
        {
            ref var kept = ref CollectionsMarshal.GetValueRefOrNullRef(_counts, row);
            if (!System.Runtime.CompilerServices.Unsafe.IsNullRef(ref kept) && --kept == 0)
            {
                _counts.Remove(row);
            }
        }
        else if (_counts.Count < MostRows)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_counts, row, out _)++;
        }
    }
}
