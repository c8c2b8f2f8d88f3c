using System.Text;

namespace LocalCascade.Inference.Tokenization;

/// <summary>Turns tokens into text as they come, and never emits half a character. For one sequence; not thread-safe.</summary>
public sealed class StreamingDecoder(Tokenizer tokenizer)
{
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private char[] _chars = new char[64];

    /// <summary>Takes a token and returns the characters that it completes, possibly none. Valid until the next call.</summary>
    public ReadOnlySpan<char> Append(int token) => Append(tokenizer.GetBytes(token), flush: false);

    /// <summary>As <see cref="Append(int)"/>, for bytes.</summary>
    public ReadOnlySpan<char> Append(ReadOnlySpan<byte> bytes) => Append(bytes, flush: false);

    /// <summary>Ends the text: a character that was left incomplete comes out as U+FFFD.</summary>
    public ReadOnlySpan<char> Flush() => Append([], flush: true);

    private ReadOnlySpan<char> Append(ReadOnlySpan<byte> bytes, bool flush)
    {
        var most = Encoding.UTF8.GetMaxCharCount(bytes.Length + 4);
        if (_chars.Length < most)
        {
            _chars = new char[most];
        }

        return _chars.AsSpan(0, _decoder.GetChars(bytes, _chars, flush));
    }
}
