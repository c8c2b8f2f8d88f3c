using System.Runtime.InteropServices;

namespace LocalCascade.Completion.Workspace;

/// <summary>Which tokens follow one or two others in an open file, and how often; kept up with every edit as <see cref="NGramCounts"/> are.</summary>
internal sealed class FollowCounts
{
    private const int MostRows = 1 << 18;

    // What stands behind a bracket or a dot is anything: past this many different ones no more are told apart.
    private const int MostDifferent = 256;

    private readonly Dictionary<int, List<Following>> _following = [];
    private readonly Dictionary<int, string> _names = [];

    /// <summary>Texts of the tokens by their hashes.</summary>
    public IReadOnlyDictionary<int, string> Names => _names;

    /// <summary>Roughly what it costs in memory: most rows have one or two followers.</summary>
    public long Bytes => (_following.Count * 112L) + (_names.Count * 72L);

    public ReadOnlySpan<Following> After(int row) => _following.TryGetValue(row, out var list) ? CollectionsMarshal.AsSpan(list) : [];

    public void Add(CodeLine line) => Change(line, 1);

    public void Remove(CodeLine line) => Change(line, -1);

    public void Clear()
    {
        _following.Clear();
        _names.Clear();
    }

    private void Change(CodeLine line, int by)
    {
        var (before, last) = (CodeLine.LineBreak, CodeLine.LineBreak);
        for (var t = 0; t <= line.Hashes.Length && line.Hashes.Length > 0; t++)
        {
            var token = CodeLine.LineBreak;
            var spaced = false;
            if (t < line.Hashes.Length)
            {
                token = line.Hashes[t];
                spaced = t > 0 && line.Starts[t] > line.EndOf(t - 1);
                if (by > 0 && _names.Count < MostRows && !_names.ContainsKey(token))
                {
                    _names[token] = line.Token(t).ToString();
                }
            }

            if (last != CodeLine.LineBreak)
            {
                Change(NGramCounts.Row(last), token, spaced, by);
            }

            Change(NGramCounts.Row(before, last), token, spaced, by);
            (before, last) = (last, token);
        }
    }

    private void Change(int row, int token, bool spaced, int by)
    {
        if (!_following.TryGetValue(row, out var list))
        {
            if (by < 0 || _following.Count >= MostRows)
            {
                return;
            }

            _following[row] = list = new(1);
        }

        var span = CollectionsMarshal.AsSpan(list);
        for (var i = 0; i < span.Length; i++)
        {
            if (span[i].Token == token && span[i].IsSpaced == spaced)
            {
                span[i].Count += by;
                if (span[i].Count <= 0)
                {
                    list.RemoveAt(i);
                    if (list.Count == 0)
                    {
                        _following.Remove(row);
                    }
                }

                return;
            }
        }

        if (by > 0 && list.Count < MostDifferent)
        {
            list.Add(new() { Token = token, IsSpaced = spaced, Count = by });
        }
    }

    public struct Following
    {
        public int Token;
        public int Count;
        public bool IsSpaced;
    }
}
