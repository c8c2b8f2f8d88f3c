using LocalCascade.Completion.Cascade;
using LocalCascade.Completion.Documents;
using LocalCascade.Completion.Tests.Documents;
using FsCheck.Fluent;

namespace LocalCascade.Completion.Tests.Cascade;

public sealed class TypeThroughTests
{
    [Theory]
    [InlineData("x = |;", "Compute()", "x = |;", 0)]
    [InlineData("x = |;", "Compute()", "x = Com|;", 3)]
    [InlineData("x = |;", "Compute()", "x = Compute()|;", 9)]
    [InlineData("x = |;", "Com", "x = Compute|;", 7)] // typed ahead of what is generated
    [InlineData("x = |;", "Com", "x = Cam|;", null)]
    [InlineData("x = |;", "Com", "x =|;", null)]
    [InlineData("x = |;", "Com", "y = C|;", null)]
    [InlineData("x = |;", "Com", "x = C|, 1;", null)]
    [InlineData("x = |;", "f(a, [1])", "x = f(|);", 2)]
    [InlineData("x = |;", "f(a, [1])", "x = f(a, [|]);", 6)]
    [InlineData("x = |;", "f(a)", "x = f|);", null)] // a closer that nothing typed has opened
    [InlineData("x = |", "f(a)", "x = f|", 1)]
    [InlineData("|", "f(a)", "f|", 1)]
    public void Completion_in_flight_agrees_with_what_is_typed_along_it(string before, string generated, string after, int? typed)
    {
        var (oldText, oldOffset) = Parse(before);
        var (newText, newOffset) = Parse(after);
        Assert.Equal(typed, TypeThrough.Agrees(oldText, oldOffset, generated, newText, newOffset));
    }

    [Fact]
    public void Any_text_agrees_with_itself_typed_and_disagrees_with_one_character_changed() =>
        TextGenerators.Check(
            from prefix in TextGenerators.Text
            from suffix in TextGenerators.Text
            from generated in TextGenerators.ShortText.Where(text => text.Length > 0)
            from typed in Gen.Choose(0, generated.Length)
            from changed in Gen.Choose(0, generated.Length - 1)
            select (prefix, suffix, generated, typed, changed),
            x =>
            {
                var oldText = SourceText.From(x.prefix + x.suffix);
                var newText = oldText.WithChange(new(x.prefix.Length, 0, x.generated[..x.typed]));
                var other = string.Concat(x.generated.AsSpan(0, x.changed), "ÿ", x.generated.AsSpan(x.changed + 1));
                return TypeThrough.Agrees(oldText, x.prefix.Length, x.generated, newText, x.prefix.Length + x.typed) == x.typed
                    && (x.changed >= x.typed || TypeThrough.Agrees(oldText, x.prefix.Length, other, newText, x.prefix.Length + x.typed) is null);
            });

    private static (SourceText Text, int Offset) Parse(string marked)
    {
        var offset = marked.IndexOf('|', StringComparison.Ordinal);
        return (SourceText.From(marked.Remove(offset, 1)), offset);
    }
}
