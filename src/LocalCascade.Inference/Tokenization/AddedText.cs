using System.Buffers;

namespace LocalCascade.Inference.Tokenization;

/// <summary>Added tokens that are ordinary text, such as runs of spaces: they are cut out of a text before it is split.</summary>
internal sealed class AddedText
{
    private readonly SearchValues<string> _search;
    private readonly (string Content, int Id)[] _longestFirst;

    public AddedText(IEnumerable<(string Content, int Id)> tokens)
    {
        _longestFirst = [.. tokens.OrderByDescending(t => t.Content.Length)];
        _search = SearchValues.Create([.. _longestFirst.Select(t => t.Content)], StringComparison.Ordinal);
    }

    /// <summary>Offset of the first added token, and of those that begin there the longest; -1 for none.</summary>
    public int Find(ReadOnlySpan<char> text, out int length, out int id)
    {
        var at = text.IndexOfAny(_search);
        (length, id) = (0, 0);
        if (at >= 0)
        {
            foreach (var token in _longestFirst)
            {
                if (text[at..].StartsWith(token.Content, StringComparison.Ordinal))
                {
                    (length, id) = (token.Content.Length, token.Id);
                    break;
                }
            }
        }

        return at;
    }
}
