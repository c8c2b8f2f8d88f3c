using System.Text;

namespace LocalCascade.Serving.Batching;

/// <summary>
/// Ends a text at the first stop text, which may begin and end anywhere in the pieces it comes in. What could be the beginning
/// of one is held back until it is decided: a stop text is never seen, not even in part.
/// </summary>
internal sealed class StopBuffer(IReadOnlyList<string> stops)
{
    private readonly StringBuilder _held = new();

    /// <summary>Takes the next piece.</summary>
    /// <param name="piece">New text.</param>
    /// <param name="stopped">Whether a stop text has been reached; nothing may follow.</param>
    /// <returns>What is certain to stay.</returns>
    public string Append(ReadOnlySpan<char> piece, out bool stopped)
    {
        stopped = false;
        if (stops.Count == 0)
        {
            return piece.ToString();
        }

        _held.Append(piece);
        var text = _held.ToString();
        _held.Clear();
        var end = -1;
        foreach (var stop in stops)
        {
            var at = stop.Length == 0 ? -1 : text.IndexOf(stop, StringComparison.Ordinal);
            end = at >= 0 && (end < 0 || at < end) ? at : end;
        }

        if (end >= 0)
        {
            stopped = true;
            return text[..end];
        }

        var certain = text.Length - Undecided(text);
        _held.Append(text, certain, text.Length - certain);
        return text[..certain];
    }

    /// <summary>What was held back, at the end of the text.</summary>
    public string Flush()
    {
        var text = _held.ToString();
        _held.Clear();
        return text;
    }

    // The longest end of the text that is the beginning of a stop text.
    private int Undecided(string text)
    {
        var longest = 0;
        foreach (var stop in stops)
        {
            for (var length = Math.Min(stop.Length - 1, text.Length); length > longest; length--)
            {
                if (text.AsSpan(text.Length - length).SequenceEqual(stop.AsSpan(0, length)))
                {
                    longest = length;
                }
            }
        }

        return longest;
    }
}
