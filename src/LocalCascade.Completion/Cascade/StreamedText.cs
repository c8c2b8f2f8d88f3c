using System.Text;

namespace LocalCascade.Completion.Cascade;

/// <summary>A text that one source writes while others look at how far it is, and whether it still fits what the user types. Thread-safe.</summary>
internal sealed class StreamedText(TypedText typed)
{
    private readonly StringBuilder _text = new();
    private volatile bool _diverged;

    /// <summary>Whether the user typed something else.</summary>
    public bool Diverged => _diverged;

    /// <summary>Whether its writer has given up on it.</summary>
    public bool Closed { get; set; }

    /// <summary>Adds the next piece; false when the user typed something else, so that the rest is of no use.</summary>
    public bool Append(ReadOnlySpan<char> piece)
    {
        lock (_text)
        {
            _text.Append(piece);
        }

        return Check(typed.Value);
    }

    /// <summary>Looks again, after the user typed.</summary>
    public bool Check(string value)
    {
        lock (_text)
        {
            var common = Math.Min(value.Length, _text.Length);
            var at = 0;
            foreach (var chunk in _text.GetChunks())
            {
                var span = chunk.Span[..Math.Min(chunk.Length, common - at)];
                if (!span.SequenceEqual(value.AsSpan(at, span.Length)))
                {
                    _diverged = true;
                    break;
                }

                at += span.Length;
                if (at == common)
                {
                    break;
                }
            }
        }

        return !_diverged;
    }

    /// <summary>The text so far.</summary>
    public override string ToString()
    {
        lock (_text)
        {
            return _text.ToString();
        }
    }
}
