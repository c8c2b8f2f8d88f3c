using LocalCascade.Completion.Documents;
using LocalCascade.Completion.Workspace;

namespace LocalCascade.Completion.Tests.Workspace;

public sealed class NGramCountsTests
{
    private static readonly string[] Lines = ["var a = b;", "", "a.Run(b, c);", "if (a)", "return a.b;", "    b = c;"];

    [Fact]
    public void Counts_that_were_kept_up_with_edits_are_those_of_the_text()
    {
        var random = new Random(7);
        var document = new DocumentSnapshot("file:///w/a.cs", "csharp", 1, SourceText.From(string.Join('\n', Lines)));
        var file = CodeFile.From(document);
        file.Count(true);
        var text = document.Text;
        for (var i = 0; i < 300; i++)
        {
            var start = random.Next(text.Length + 1);
            var change = new TextChange(start, random.Next(Math.Min(12, text.Length - start) + 1), random.Next(3) == 0 ? "" : Lines[random.Next(Lines.Length)] + (random.Next(2) == 0 ? "\n" : ""));
            text = text.WithChange(change);
            file.Update(text, [change]);
        }

        var fresh = CodeFile.From(document with { Text = text });
        fresh.Count(true);
        foreach (var line in fresh.Lines)
        {
            var (before, last) = (CodeLine.LineBreak, CodeLine.LineBreak);
            foreach (var token in line.Hashes.Append(CodeLine.LineBreak))
            {
                Assert.Equal(fresh.Counts!.Probability(before, last, token), file.Counts!.Probability(before, last, token));
                Assert.Equal(Sorted(fresh.Counts.Following.After(NGramCounts.Row(before, last))), Sorted(file.Counts.Following.After(NGramCounts.Row(before, last))));
                (before, last) = (last, token);
            }
        }
    }

    [Fact]
    public void A_token_that_always_follows_is_likelier_than_one_that_never_did()
    {
        var counts = new NGramCounts();
        for (var i = 0; i < 5; i++)
        {
            counts.Add(new("return result;"));
        }

        var result = counts.Probability(CodeLine.LineBreak, CodeLine.Hash("return"), CodeLine.Hash("result"));
        Assert.InRange(result, 0.5, 1);
        Assert.InRange(counts.Probability(CodeLine.LineBreak, CodeLine.Hash("return"), CodeLine.Hash("zebra")), 1e-9, result / 10);
    }

    private static (int, bool, int)[] Sorted(ReadOnlySpan<FollowCounts.Following> following) =>
        [.. following.ToArray().Select(one => (one.Token, one.IsSpaced, one.Count)).Order()];
}
