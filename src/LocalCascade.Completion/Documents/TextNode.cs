namespace LocalCascade.Completion.Documents;

/// <summary>
/// An immutable rope: a height-balanced (AVL) tree whose leaves are short strings. Each node knows the <see cref="TextMeasure"/>
/// of what is below it, so that any offset, line or position is found in logarithmic time, and an edit copies one leaf and one
/// path. Leaves are cut neither inside \r\n nor inside a surrogate pair; that is what makes measures additive.
/// </summary>
internal sealed class TextNode
{
    /// <summary>A leaf of 4096 units is copied in under a microsecond, and keeps the tree's own memory at about 3 % of the text's.</summary>
    public const int MaxLeafLength = 4096;

    /// <summary>An edit that leaves less than this takes in the neighbouring leaf, so that deletions don't leave crumbs.</summary>
    public const int MinLeafLength = 1024;

    public static readonly TextNode Empty = new("");

    private readonly TextNode? _left;
    private readonly TextNode? _right;
    private readonly string? _leaf;

    private TextNode(string leaf)
    {
        _leaf = leaf;
        Measure = TextMeasure.Of(leaf);
    }

    private TextNode(TextNode left, TextNode right)
    {
        _left = left;
        _right = right;
        Height = Math.Max(left.Height, right.Height) + 1;
        Measure = left.Measure + right.Measure;
    }

    public TextMeasure Measure { get; }

    /// <summary>Longest way down to a leaf; 0 for a leaf.</summary>
    public int Height { get; }

    public int Length => Measure.Length;

    /// <summary>A rope of <paramref name="text"/>; a short text becomes the leaf as it is.</summary>
    public static TextNode From(string text) => text.Length <= MaxLeafLength ? new(text) : Build(text);

    /// <summary>The leaf that holds the unit at <paramref name="offset"/>; the last leaf for the text's end.</summary>
    public string FindLeaf(int offset, out int leafStart)
    {
        leafStart = 0;
        var node = this;
        while (node._leaf is null)
        {
            if (offset < node._left!.Length)
            {
                node = node._left;
            }
            else
            {
                offset -= node._left.Length;
                leafStart += node._left.Length;
                node = node._right!;
            }
        }

        return node._leaf;
    }

    /// <summary>Count of line breaks that end at or before <paramref name="offset"/>.</summary>
    public int CountLineBreaks(int offset)
    {
        var breaks = 0;
        var node = this;
        while (node._leaf is null)
        {
            if (offset < node._left!.Length)
            {
                node = node._left;
            }
            else
            {
                offset -= node._left.Length;
                breaks += node._left.Measure.LineBreaks;
                node = node._right!;
            }
        }

        var before = node._leaf.AsSpan(0, offset);
        breaks += TextMeasure.Of(before).LineBreaks;

        // Between \r and \n the break has begun but not ended.
        return IsCut(node._leaf, offset) && node._leaf[offset] == '\n' ? breaks - 1 : breaks;
    }

    /// <summary>Offset behind the <paramref name="lineBreak"/>th line break, counted from 1.</summary>
    public int FindBehindLineBreak(int lineBreak)
    {
        var start = 0;
        var node = this;
        while (node._leaf is null)
        {
            if (lineBreak <= node._left!.Measure.LineBreaks)
            {
                node = node._left;
            }
            else
            {
                lineBreak -= node._left.Measure.LineBreaks;
                start += node._left.Length;
                node = node._right!;
            }
        }

        var leaf = node._leaf.AsSpan();
        var offset = 0;
        for (; lineBreak > 0; lineBreak--)
        {
            offset += leaf[offset..].IndexOfAny('\n', '\r') + 1;
            offset += leaf[offset - 1] == '\r' && offset < leaf.Length && leaf[offset] == '\n' ? 1 : 0;
        }

        return start + offset;
    }

    /// <summary>Units of <paramref name="encoding"/> before <paramref name="offset"/>, which is not inside a surrogate pair.</summary>
    public int CountUnits(int offset, PositionEncoding encoding)
    {
        var units = 0;
        var node = this;
        while (node._leaf is null)
        {
            if (offset < node._left!.Length)
            {
                node = node._left;
            }
            else
            {
                offset -= node._left.Length;
                units += node._left.Measure.Units(encoding);
                node = node._right!;
            }
        }

        return units + encoding.FromUtf16(node._leaf.AsSpan(0, offset));
    }

    /// <summary>The last offset that has at most <paramref name="units"/> units of <paramref name="encoding"/> before it.</summary>
    public int FindOffset(int units, PositionEncoding encoding)
    {
        var start = 0;
        var node = this;
        while (node._leaf is null)
        {
            var left = node._left!.Measure.Units(encoding);
            if (units < left)
            {
                node = node._left;
            }
            else
            {
                units -= left;
                start += node._left.Length;
                node = node._right!;
            }
        }

        return start + encoding.ToUtf16Length(node._leaf, units);
    }

    /// <summary>This text with <paramref name="length"/> units at <paramref name="start"/> replaced by <paramref name="text"/>.</summary>
    public TextNode Replace(int start, int length, string text)
    {
        var end = start + length;

        // Whole leaves are replaced: those that the edit touches, and their neighbours while too little would be left
        // or a \r\n or surrogate pair would come to lie across two leaves.
        FindLeaf(start, out var from);
        var to = FindLeaf(Math.Max(start, end - 1), out var lastStart).Length + lastStart;
        while (true)
        {
            var kept = start - from + text.Length + (to - end);
            if (from > 0 && (kept < MinLeafLength || Joins(this[from - 1], Kept(0))))
            {
                FindLeaf(from - 1, out from);
            }
            else if (to < Length && (kept < MinLeafLength || Joins(Kept(kept - 1), this[to])))
            {
                to = FindLeaf(to, out var nextStart).Length + nextStart;
            }
            else
            {
                break;
            }
        }

        var replaced = from == start && to == end ? text : Concat(from, start, text, end, to);
        var (before, _) = Split(from);
        var (_, after) = Split(to);
        return Join(Join(before, replaced.Length == 0 ? null : From(replaced)), after) ?? Empty;

        char Kept(int index) =>
            index < start - from ? this[from + index]
            : index < start - from + text.Length ? text[index - (start - from)]
            : this[index - (start - from) - text.Length + end];
    }

    private char this[int offset]
    {
        get
        {
            var leaf = FindLeaf(offset, out var start);
            return leaf[offset - start];
        }
    }

    /// <summary>Copies units from <paramref name="start"/> on until <paramref name="destination"/> is full.</summary>
    public void CopyTo(int start, Span<char> destination)
    {
        while (!destination.IsEmpty)
        {
            var leaf = FindLeaf(start, out var leafStart).AsSpan();
            leaf = leaf[(start - leafStart)..];
            leaf = leaf[..Math.Min(leaf.Length, destination.Length)];
            leaf.CopyTo(destination);
            destination = destination[leaf.Length..];
            start += leaf.Length;
        }
    }

    private string Concat(int from, int start, string text, int end, int to) =>
        string.Create(start - from + text.Length + (to - end), (this, from, start, text, end), static (span, state) =>
        {
            var (node, from, start, text, end) = state;
            node.CopyTo(from, span[..(start - from)]);
            text.CopyTo(span[(start - from)..]);
            node.CopyTo(end, span[(start - from + text.Length)..]);
        });

    private static TextNode Build(ReadOnlySpan<char> text)
    {
        if (text.Length <= MaxLeafLength)
        {
            return new(text.ToString());
        }

        var middle = text.Length / 2;
        middle += IsCut(text, middle) ? 1 : 0;
        return Join(Build(text[..middle]), Build(text[middle..]))!;
    }

    /// <summary>Parts the leaves before <paramref name="offset"/>, which is a leaf's border, from those after it.</summary>
    private (TextNode? Before, TextNode? After) Split(int offset)
    {
        if (offset == 0)
        {
            return (null, this);
        }

        if (offset == Length)
        {
            return (this, null);
        }

        if (offset <= _left!.Length)
        {
            var (before, after) = _left.Split(offset);
            return (before, Join(after, _right));
        }
        else
        {
            var (before, after) = _right!.Split(offset - _left.Length);
            return (Join(_left, before), after);
        }
    }

    private static TextNode? Join(TextNode? left, TextNode? right) =>
        left is null ? right
        : right is null ? left
        : left.Height > right.Height + 1 ? Balance(left._left!, Join(left._right, right)!)
        : right.Height > left.Height + 1 ? Balance(Join(left, right._left)!, right._right!)
        : new(left, right);

    /// <summary>Pairs two nodes whose heights differ by at most 2, by the AVL rotations.</summary>
    private static TextNode Balance(TextNode left, TextNode right)
    {
        if (left.Height > right.Height + 1)
        {
            return left._left!.Height >= left._right!.Height
                ? new(left._left, new(left._right, right))
                : new(new(left._left, left._right._left!), new(left._right._right!, right));
        }

        if (right.Height > left.Height + 1)
        {
            return right._right!.Height >= right._left!.Height
                ? new(new(left, right._left), right._right)
                : new(new(left, right._left._left!), new(right._left._right!, right._right));
        }

        return new(left, right);
    }

    private static bool IsCut(ReadOnlySpan<char> text, int offset) =>
        offset > 0 && offset < text.Length && Joins(text[offset - 1], text[offset]);

    private static bool Joins(char before, char after) =>
        (before == '\r' && after == '\n') || char.IsSurrogatePair(before, after);
}
