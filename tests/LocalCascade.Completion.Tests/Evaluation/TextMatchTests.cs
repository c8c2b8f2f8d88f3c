using LocalCascade.Completion.Evaluation;

namespace LocalCascade.Completion.Tests.Evaluation;

public sealed class TextMatchTests
{
    [Theory]
    [InlineData("x + 1;", "x + 1;  ", true)]
    [InlineData("a\n  b", "a\r\n  b\r\n", true)]
    [InlineData("a\n  b", "a\n b", false)]
    [InlineData(" x", "x", false)]
    [InlineData("", "x", false)]
    public void Exact_is_letter_by_letter_but_for_white_space_at_the_ends_of_lines(string text, string expected, bool exact) =>
        Assert.Equal(exact, TextMatch.IsExact(text, expected));

    [Theory]
    [InlineData("kitten", "sitting", 4.0 / 7)]
    [InlineData("same", "same", 1)]
    [InlineData("", "same", 0)]
    public void Similarity_is_one_less_the_edit_distance_over_the_longer(string text, string expected, double similarity) =>
        Assert.Equal(similarity, TextMatch.GetSimilarity(text, expected), 1e-12);

    [Theory]
    [InlineData("count + 1", " count - 1", true)]
    [InlineData("counter", "count", false)]
    [InlineData("(a)", "(b)", true)]
    [InlineData("", "", false)]
    public void The_first_word_is_a_name_or_a_mark(string text, string expected, bool right) =>
        Assert.Equal(right, TextMatch.IsFirstWordRight(text, expected));
}
