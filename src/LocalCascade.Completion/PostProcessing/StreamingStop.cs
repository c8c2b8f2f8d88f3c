using System.Text;
using LocalCascade.Completion.Syntax;

namespace LocalCascade.Completion.PostProcessing;

/// <summary>Says when a text that comes in pieces is whole, so that nothing is generated in vain.</summary>
internal sealed class StreamingStop(CursorSyntax syntax, CompletionShape shape)
{
    private readonly StringBuilder _text = new();

    /// <summary>Takes the next piece; true when no more is wanted.</summary>
    public bool Append(ReadOnlySpan<char> piece)
    {
        foreach (var c in piece)
        {
            if (c != '\r')
            {
                _text.Append(c);
            }
        }

        // The rules look at whole lines, but for the first and for runaway repetition within one.
        return piece.Contains('\n') || _text.Length % 64 < piece.Length
            ? StopRule.FindEnd(syntax, shape, _text.ToString()) >= 0 || Repetition.EndsIn(_text.ToString())
            : false;
    }
}
