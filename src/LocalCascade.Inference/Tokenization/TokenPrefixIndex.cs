namespace LocalCascade.Inference.Tokenization;

/// <summary>Finds tokens by the bytes they begin with.</summary>
public sealed class TokenPrefixIndex
{
    private readonly byte[][] _bytes;
    private readonly int[] _sorted;

    internal TokenPrefixIndex(byte[][] tokenBytes)
    {
        _bytes = tokenBytes;
        _sorted = [.. Enumerable.Range(0, tokenBytes.Length).Where(id => tokenBytes[id].Length > 0)];
        Array.Sort(_sorted, (a, b) => tokenBytes[a].AsSpan().SequenceCompareTo(tokenBytes[b]));
    }

    /// <summary>Ids of all tokens whose bytes begin with <paramref name="prefix"/> (at least one byte), in byte order.</summary>
    public ReadOnlySpan<int> StartingWith(ReadOnlySpan<byte> prefix)
    {
        var start = LowerBound(prefix, past: false);
        return _sorted.AsSpan(start, LowerBound(prefix, past: true) - start);
    }

    /// <summary>Adds to <paramref name="ids"/> all tokens whose whole bytes <paramref name="text"/> begins with, shortest first.</summary>
    public void PrefixesOf(ReadOnlySpan<byte> text, List<int> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        for (var length = 1; length <= text.Length; length++)
        {
            foreach (var id in StartingWith(text[..length]))
            {
                // In byte order the tokens that equal the prefix come before longer ones.
                if (_bytes[id].Length != length)
                {
                    break;
                }

                ids.Add(id);
            }
        }
    }

    // The first place whose token is not below the prefix; with `past`, not below all tokens that begin with it.
    private int LowerBound(ReadOnlySpan<byte> prefix, bool past)
    {
        var (low, high) = (0, _sorted.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            var bytes = _bytes[_sorted[middle]].AsSpan();
            var compared = bytes[..Math.Min(bytes.Length, prefix.Length)].SequenceCompareTo(prefix);
            if (compared < 0 || (past && compared == 0))
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
