using LocalCascade.Completion.Documents;

namespace LocalCascade.Completion.Tests.Documents;

/// <summary>What a text means, written as plainly as possible: the model that <see cref="SourceText"/> is checked against.</summary>
internal sealed class NaiveText(string text)
{
    public string Text { get; } = text;

    /// <summary>Start, end before the break, end behind the break.</summary>
    public IReadOnlyList<(int Start, int End, int Next)> Lines { get; } = Split(text);

    public int LineOf(int offset)
    {
        var line = 0;
        while (line + 1 < Lines.Count && Lines[line + 1].Start <= offset)
        {
            line++;
        }

        return line;
    }

    public int OffsetOf(TextPosition position, PositionEncoding encoding)
    {
        if (position.Line >= Lines.Count)
        {
            return Text.Length;
        }

        var (start, end, _) = Lines[Math.Max(0, position.Line)];
        var offset = start;
        for (var units = 0; offset < end;)
        {
            var size = encoding != PositionEncoding.Utf16 && char.IsHighSurrogate(Text[offset]) && offset + 1 < end && char.IsLowSurrogate(Text[offset + 1]) ? 2 : 1;
            units += UnitsOf(Text.Substring(offset, size), encoding);
            if (units > position.Character)
            {
                break;
            }

            offset += size;
        }

        return offset;
    }

    public TextPosition PositionOf(int offset, PositionEncoding encoding)
    {
        if (encoding != PositionEncoding.Utf16 && offset > 0 && offset < Text.Length && char.IsSurrogatePair(Text[offset - 1], Text[offset]))
        {
            offset--;
        }

        var line = LineOf(offset);
        return new(line, UnitsOf(Text[Lines[line].Start..offset], encoding));
    }

    public NaiveText With(TextChange change) => new(Text[..change.Start] + change.NewText + Text[(change.Start + change.Length)..]);

    private static int UnitsOf(string text, PositionEncoding encoding) => encoding switch
    {
        PositionEncoding.Utf16 => text.Length,
        PositionEncoding.Utf8 => text.EnumerateRunes().Sum(rune => rune.Utf8SequenceLength),
        _ => text.EnumerateRunes().Count(),
    };

    private static List<(int Start, int End, int Next)> Split(string text)
    {
        var lines = new List<(int Start, int End, int Next)>();
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is '\n' or '\r')
            {
                var next = text[i] == '\r' && i + 1 < text.Length && text[i + 1] == '\n' ? i + 2 : i + 1;
                lines.Add((start, i, next));
                start = next;
                i = next - 1;
            }
        }

        lines.Add((start, text.Length, text.Length));
        return lines;
    }
}
