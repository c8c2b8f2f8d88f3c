using System.Text;

namespace LocalCascade.Completion.Workspace;

/// <summary>
/// Which words of one line stand where other words stand in another: <c>this.name = na</c> against <c>this.age = age</c> says
/// that age becomes name. Parts of words count (<c>GetAge</c> against <c>GetName</c>), and so does their other spelling
/// (<c>age</c>, <c>Age</c>, <c>_age</c>).
/// </summary>
internal sealed class Substitution
{
    // A word apart is a parallel line; many words apart is another line.
    private const int MostWords = 2;

    private readonly List<Pair> _words = [];

    public Substitution Copy()
    {
        var copy = new Substitution();
        copy._words.AddRange(_words);
        return copy;
    }

    /// <summary>Adds a pair of tokens that stand at the same place; false when the two lines can't be parallel.</summary>
    public bool TryAdd(ReadOnlySpan<char> from, ReadOnlySpan<char> to)
    {
        if (!IsIdentifier(from) || !IsIdentifier(to))
        {
            return false;
        }

        foreach (var known in _words)
        {
            if (from.SequenceEqual(known.From))
            {
                return to.SequenceEqual(known.To);
            }
        }

        if (_words.Count == MostWords)
        {
            return false;
        }

        _words.Add(Pair.Of(from.ToString(), to.ToString()));
        return true;
    }

    /// <summary>The text with its words replaced; null when none of them occurs.</summary>
    public string? Apply(ReadOnlySpan<char> text)
    {
        if (!MayApply(text))
        {
            return null;
        }

        var result = new StringBuilder(text.Length + 16);
        var replaced = false;
        for (var i = 0; i < text.Length;)
        {
            if (!CodeLine.IsWord(text[i]))
            {
                result.Append(text[i++]);
                continue;
            }

            var start = i;
            while (i < text.Length && CodeLine.IsWord(text[i]))
            {
                i++;
            }

            var word = text[start..i];
            if (Replace(word) is { } other)
            {
                result.Append(other);
                replaced = true;
            }
            else
            {
                result.Append(word);
            }
        }

        return replaced ? result.ToString() : null;
    }

    // Most lines hold none of the words: they cost a look.
    private bool MayApply(ReadOnlySpan<char> text)
    {
        foreach (var pair in _words)
        {
            if (text.Contains(pair.From, StringComparison.Ordinal)
                || (pair.HasParts && (text.Contains(pair.PartFrom, StringComparison.Ordinal) || text.Contains(pair.OtherFrom, StringComparison.Ordinal))))
            {
                return true;
            }
        }

        return false;
    }

    private string? Replace(ReadOnlySpan<char> word)
    {
        foreach (var pair in _words)
        {
            if (word.SequenceEqual(pair.From))
            {
                return pair.To;
            }
        }

        foreach (var pair in _words)
        {
            // The other spelling: age beside Age.
            if (pair.HasParts && (ReplacePart(word, pair.PartFrom, pair.PartTo) ?? ReplacePart(word, pair.OtherFrom, pair.OtherTo)) is { } replaced)
            {
                return replaced;
            }
        }

        return null;
    }

    // What differs once the common beginning and end are gone, at the borders of the words that the identifiers are made of.
    private static (string From, string To) Parts(string from, string to)
    {
        var start = 0;
        while (start < from.Length && start < to.Length && from[start] == to[start])
        {
            start++;
        }

        while (start > 0 && !(IsBorder(from, start) && IsBorder(to, start)))
        {
            start--;
        }

        var end = 0;
        while (end < from.Length - start && end < to.Length - start && from[^(end + 1)] == to[^(end + 1)])
        {
            end++;
        }

        while (end > 0 && !(IsBorder(from, from.Length - end) && IsBorder(to, to.Length - end)))
        {
            end--;
        }

        return (from[start..(from.Length - end)].Trim('_'), to[start..(to.Length - end)].Trim('_'));
    }

    private static bool IsBorder(string word, int at) =>
        at == 0 || at == word.Length || word[at] == '_' || word[at - 1] == '_' || (char.IsUpper(word[at]) && !char.IsUpper(word[at - 1]));

    private static string? ReplacePart(ReadOnlySpan<char> word, string from, string to)
    {
        var at = word.IndexOf(from, StringComparison.Ordinal);
        if (at < 0)
        {
            return null;
        }

        var text = word.ToString();
        return IsBorder(text, at) && IsBorder(text, at + from.Length) ? string.Concat(text.AsSpan(0, at), to, text.AsSpan(at + from.Length)) : null;
    }

    private static string SwapCase(string word) =>
        word.Length == 0 ? word : (char.IsUpper(word[0]) ? char.ToLowerInvariant(word[0]) : char.ToUpperInvariant(word[0])) + word[1..];

    private static bool IsIdentifier(ReadOnlySpan<char> token) => CodeLine.IsWord(token[0]) && !char.IsAsciiDigit(token[0]);

    // A word and what stands for it; what differs in them, and that in its other spelling.
    private readonly record struct Pair(string From, string To, string PartFrom, string PartTo, string OtherFrom, string OtherTo)
    {
        public bool HasParts => PartFrom.Length >= 2 && PartTo.Length >= 1;

        public static Pair Of(string from, string to)
        {
            var (partFrom, partTo) = Parts(from, to);
            return new(from, to, partFrom, partTo, SwapCase(partFrom), SwapCase(partTo));
        }
    }
}
