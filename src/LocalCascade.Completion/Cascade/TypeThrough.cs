using LocalCascade.Completion.Documents;

namespace LocalCascade.Completion.Cascade;

/// <summary>Whether what the user types is what was, or is being, suggested.</summary>
internal static class TypeThrough
{
    /// <summary>The most brackets and quotes that an editor closed by itself and that are looked past.</summary>
    public const int MaxAutoClosed = 3;

    /// <summary>
    /// Asks of a completion in flight whether the document still leads to it: the same text near its place, and between that
    /// place and the cursor what was generated so far (or more than that, beginning with it). Closers that the editor put behind
    /// the cursor for openers that were typed don't count against it.
    /// </summary>
    /// <param name="oldText">The text when it was asked for.</param>
    /// <param name="oldOffset">The cursor then.</param>
    /// <param name="generated">What has been generated so far, from the old cursor on.</param>
    /// <param name="newText">The text now.</param>
    /// <param name="newOffset">The cursor now.</param>
    /// <returns>How much has been typed since, in UTF-16 units; null when the two disagree.</returns>
    public static int? Agrees(SourceText oldText, int oldOffset, ReadOnlySpan<char> generated, SourceText newText, int newOffset)
    {
        var typedLength = newOffset - oldOffset;
        if (typedLength < 0 || newOffset > newText.Length || !HasSameTextBefore(oldText, newText, oldOffset))
        {
            return null;
        }

        for (var i = 0; i < Math.Min(typedLength, generated.Length); i++)
        {
            if (newText[oldOffset + i] != generated[i])
            {
                return null;
            }
        }

        if (HasSameTextBehind(oldText, oldOffset, newText, newOffset))
        {
            return typedLength;
        }

        // Typed text that an editor closes brackets in is a word or a line, not pages.
        var typed = newText.ToString(newOffset - Math.Min(typedLength, PlaceHash.PrefixLength), Math.Min(typedLength, PlaceHash.PrefixLength));
        for (var closers = 1; closers <= MaxAutoClosed && newOffset + closers <= newText.Length; closers++)
        {
            if (!AreOpened(typed, newText, newOffset, closers))
            {
                return null;
            }

            if (HasSameTextBehind(oldText, oldOffset, newText, newOffset + closers))
            {
                return typedLength;
            }
        }

        return null;
    }

    /// <summary>
    /// Whether the <paramref name="count"/> characters behind <paramref name="offset"/> are closers, innermost first, of
    /// brackets and quotes opened in <paramref name="typed"/>.
    /// </summary>
    public static bool AreOpened(ReadOnlySpan<char> typed, SourceText text, int offset, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var opener = OpenerOf(text[offset + i]);
            var index = opener == default ? -1 : typed.LastIndexOf(opener);
            if (index < 0)
            {
                return false;
            }

            typed = typed[..index];
        }

        return true;
    }

    private static char OpenerOf(char closer) => closer switch
    {
        ')' => '(',
        ']' => '[',
        '}' => '{',
        '>' => '<',
        '"' or '\'' or '`' => closer,
        _ => default,
    };

    private static bool HasSameTextBefore(SourceText first, SourceText second, int offset)
    {
        var length = Math.Min(PlaceHash.PrefixLength, offset);
        return offset <= second.Length && AreEqual(first, offset - length, second, offset - length, length);
    }

    private static bool HasSameTextBehind(SourceText first, int firstOffset, SourceText second, int secondOffset)
    {
        var length = Math.Min(PlaceHash.SuffixLength, first.Length - firstOffset);
        return length == Math.Min(PlaceHash.SuffixLength, second.Length - secondOffset) && AreEqual(first, firstOffset, second, secondOffset, length);
    }

    private static bool AreEqual(SourceText first, int firstStart, SourceText second, int secondStart, int length)
    {
        Span<char> scratch = stackalloc char[2 * PlaceHash.PrefixLength];
        return first.Read(firstStart, length, scratch[..PlaceHash.PrefixLength])
            .SequenceEqual(second.Read(secondStart, length, scratch[PlaceHash.PrefixLength..]));
    }
}
