using FsCheck.Fluent;
using LocalCascade.Completion.Documents;

namespace LocalCascade.Completion.Tests.Documents;

public sealed class SourceTextTests
{
    [Fact]
    public void Any_text_has_the_lines_of_the_naive_model() =>
        TextGenerators.Check(TextGenerators.Text, text => AgreesWithModel(SourceText.From(text), new(text)));

    [Fact]
    public void Any_run_of_edits_ends_with_the_text_and_lines_of_the_naive_model() =>
        TextGenerators.Check(
            from text in TextGenerators.Text
            from count in Gen.Choose(1, 12)
            from edits in TextGenerators.Edit.ListOf(count)
            select (text, edits),
            run =>
            {
                var (actual, expected) = (SourceText.From(run.text), new NaiveText(run.text));
                foreach (var edit in run.edits)
                {
                    var change = TextGenerators.Fit(edit, actual.Length);
                    (actual, expected) = (actual.WithChange(change), expected.With(change));
                }

                return AgreesWithModel(actual, expected);
            });

    [Fact]
    public void Positions_and_offsets_convert_as_in_the_naive_model_in_every_encoding() =>
        TextGenerators.Check(
            from text in TextGenerators.Text
            from encoding in TextGenerators.Encoding
            from place in Gen.Choose(0, 1000)
            from line in Gen.Choose(-1, 40)
            from character in Gen.OneOf(Gen.Choose(-1, 30), Gen.Choose(0, 9000), Gen.Constant(int.MaxValue))
            select (text, encoding, place, line, character),
            x =>
            {
                var (actual, expected) = (SourceText.From(x.text), new NaiveText(x.text));
                var offset = x.text.Length * x.place / 1000;
                var position = new TextPosition(x.line, x.character);
                return actual.GetPosition(offset, x.encoding) == expected.PositionOf(offset, x.encoding)
                    && actual.GetOffset(position, x.encoding) == expected.OffsetOf(position, x.encoding);
            });

    [Fact]
    public void Old_version_is_untouched_by_later_edits()
    {
        var before = SourceText.From("one\r\ntwo");
        var after = before.WithChange(new(4, 1, ""));
        Assert.Equal("one\r\ntwo", before.ToString());
        Assert.Equal("one\rtwo", after.ToString());
    }

    [Theory]
    [InlineData("a\r\nb", 2, 0, "x", 3)] // parts \r\n: two breaks
    [InlineData("a\rx\nb", 2, 1, "", 2)] // joins \r and \n: one break
    [InlineData("a\nb", 1, 0, "\r", 2)]
    [InlineData("a\rb", 2, 0, "\n", 2)]
    public void Edits_that_part_or_join_a_line_break_count_it_right(string text, int start, int length, string newText, int lines) =>
        Assert.Equal(lines, SourceText.From(text).WithChange(new(start, length, newText)).LineCount);

    [Fact]
    public void Half_of_a_surrogate_pair_can_be_replaced_in_utf16()
    {
        // An editor that sends minimal differences turns U+1F600 into U+1F601 by replacing its second half.
        var text = SourceText.From("a😀b");
        var start = text.GetOffset(new(0, 2), PositionEncoding.Utf16);
        Assert.Equal(2, start);
        Assert.True(text.IsInsideSurrogatePair(start));
        Assert.Equal("a😁b", text.WithChange(new(start, 1, "😁"[1..])).ToString());
    }

    [Theory]
    [InlineData(PositionEncoding.Utf8, 3, 1)]
    [InlineData(PositionEncoding.Utf8, 5, 3)]
    [InlineData(PositionEncoding.Utf32, 1, 1)]
    [InlineData(PositionEncoding.Utf32, 2, 3)]
    public void Position_inside_a_code_point_is_its_start_in_utf8_and_utf32(PositionEncoding encoding, int character, int offset)
    {
        var text = SourceText.From("a😀b");
        Assert.Equal(offset, text.GetOffset(new(0, character), encoding));
        Assert.Equal(text.GetPosition(1, encoding), text.GetPosition(2, encoding));
    }

    [Fact]
    public void Ranges_outside_the_text_are_refused()
    {
        var text = SourceText.From("abc");
        Assert.Throws<ArgumentOutOfRangeException>(() => text.WithChange(new(2, 2, "")));
        Assert.Throws<ArgumentOutOfRangeException>(() => text.WithChange(new(1, int.MaxValue, "")));
        Assert.Throws<ArgumentOutOfRangeException>(() => text.WithChange(new(-1, 0, "")));
        Assert.Throws<ArgumentOutOfRangeException>(() => text[3]);
        Assert.Throws<ArgumentOutOfRangeException>(() => text[-1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => text.GetLine(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => text.GetLineOfOffset(4));
        Assert.Throws<ArgumentOutOfRangeException>(() => text.ToString(1, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => text.CopyTo(1, new char[3]));
    }

    [Theory]
    [InlineData("", LineEnding.Lf)]
    [InlineData("a\nb\r\nc\n", LineEnding.Lf)]
    [InlineData("a\r\nb\nc\r\n", LineEnding.CrLf)]
    [InlineData("a\rb\rc\n", LineEnding.Cr)]
    public void Line_ending_is_the_one_that_most_lines_have(string text, LineEnding expected)
    {
        Assert.Equal(expected, SourceText.From(text).LineEnding);
        Assert.Equal(text.Length == 0 ? "\n" : expected.ToText(), SourceText.From(text).LineEnding.ToText());
    }

    [Fact]
    public void Keystroke_in_a_document_of_50_megabytes_copies_only_its_surroundings()
    {
        var text = SourceText.From(string.Concat(Enumerable.Repeat("    return value + offset; // a line of code\r\n", 1_100_000)));
        Assert.True(text.Length > 50_000_000);
        var offset = text.GetLine(600_000).End;
        text = text.WithChange(new(offset, 0, "y"));

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 1; i <= 100; i++)
        {
            text = text.WithChange(new(offset + i, 0, "x"));
            Assert.Equal(600_000, text.GetLineOfOffset(offset + i));
        }

        var perKeystroke = (GC.GetAllocatedBytesForCurrentThread() - before) / 100;
        Assert.True(perKeystroke < 30_000, $"{perKeystroke} bytes were allocated per keystroke.");
        Assert.True(text.Height < 20, $"The tree is {text.Height} high.");
    }

    [Fact]
    public void Typing_and_deleting_for_long_leaves_no_crumbs()
    {
        var random = new Random(7);
        var text = SourceText.From(new string('a', 400_000));
        for (var i = 0; i < 20_000; i++)
        {
            var start = random.Next(text.Length + 1);
            text = text.WithChange(i % 2 == 0 ? new(start, 0, "word") : new(start, Math.Min(4, text.Length - start), ""));
        }

        // 400,000 units are at least 100 leaves and, none being below a quarter of the most, at most 400: an AVL tree of that is at most 12 high.
        Assert.True(text.Height <= 12, $"The tree is {text.Height} high.");
        while (text.Length > 0)
        {
            text = text.WithChange(new(0, Math.Min(3000, text.Length), ""));
        }

        Assert.Same(SourceText.Empty, text);
    }

    [Fact]
    public void Lines_are_read_without_allocation()
    {
        var text = SourceText.From(string.Concat(Enumerable.Range(0, 20_000).Select(i => $"line {i} of the file\n")));
        Assert.Equal(20_001, Count(text)); // also warms the pool

        var before = GC.GetAllocatedBytesForCurrentThread();
        Count(text);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated < 20_000, $"{allocated} bytes were allocated for 20,000 lines."); // one 32-byte window per leaf

        static int Count(SourceText text)
        {
            var lines = 0;
            foreach (var line in text.ReadLines(0, int.MaxValue))
            {
                Assert.True(line.IsEmpty == (lines++ == 20_000));
            }

            return lines;
        }
    }

    private static bool AgreesWithModel(SourceText actual, NaiveText expected)
    {
        Assert.Equal(expected.Text, actual.ToString());
        Assert.Equal(expected.Text.Length, actual.Length);
        Assert.Equal(expected.Lines, Enumerable.Range(0, actual.LineCount).Select(actual.GetLine).Select(line => (line.Start, line.End, line.EndIncludingBreak)));
        var read = 0;
        foreach (var line in actual.ReadLines(0, int.MaxValue))
        {
            var (start, end, _) = expected.Lines[read++];
            Assert.True(line.SequenceEqual(expected.Text.AsSpan(start..end)));
        }

        Assert.Equal(expected.Lines.Count, read);
        for (var offset = 0; offset <= expected.Text.Length; offset += 1 + (expected.Text.Length / 29))
        {
            Assert.Equal(expected.LineOf(offset), actual.GetLineOfOffset(offset));
            var length = Math.Min(5000, expected.Text.Length - offset);
            Assert.True(expected.Text.AsSpan(offset, length).SequenceEqual(actual.ToString(offset, length)));
            Assert.True(expected.Text.AsSpan(offset, length).SequenceEqual(actual.Read(offset, length, new char[length])));
            Assert.True(length == 0 || expected.Text[offset] == actual[offset]);
        }

        return true;
    }
}
