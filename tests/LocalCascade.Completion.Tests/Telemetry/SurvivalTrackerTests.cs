using System.Text.RegularExpressions;
using FsCheck.Fluent;
using LocalCascade.Completion.Documents;
using LocalCascade.Completion.Telemetry;
using LocalCascade.Completion.Tests.Documents;
using LocalCascade.Tests;

namespace LocalCascade.Completion.Tests.Telemetry;

public sealed class SurvivalTrackerTests : IDisposable
{
    private const string Uri = "file:///w/a.cs";

    private readonly ManualTimeProvider _clock = new();
    private readonly List<(string Id, int Seconds, double Ratio)> _reports = [];
    private readonly SurvivalTracker _tracker;
    private SourceText _text = SourceText.Empty;

    public SurvivalTrackerTests() => _tracker = new((id, seconds, ratio) => _reports.Add((id, seconds, ratio)), _clock);

    public void Dispose() => _tracker.Dispose();

    [Fact]
    public void Text_that_nobody_touches_is_all_there_at_each_time()
    {
        Open("var x = ;");
        Accept("a", 8, "Compute(1)");
        Wait(29);
        Assert.Empty(_reports);
        Wait(1);
        Wait(90);
        Wait(480);
        Assert.Equal([("a", 30, 1.0), ("a", 120, 1.0), ("a", 600, 1.0)], _reports);
        Assert.Equal(0, _tracker.Count);
    }

    [Fact]
    public void What_is_changed_of_it_counts_by_words_and_signs()
    {
        Open("var x = ;");
        Accept("a", 8, "store.Find(id, true)");
        Edit(_text.ToString().IndexOf("true", StringComparison.Ordinal), 4, "false");
        Wait(30);

        // store . Find ( id , true ): one of eight.
        Assert.Equal([("a", 30, 1 - (1.0 / 8))], _reports);
    }

    [Fact]
    public void Text_that_moves_is_followed_and_what_is_written_around_it_costs_nothing()
    {
        Open("a\nvar x = ;\nb");
        Accept("a", 10, "Compute(1)");
        Edit(0, 0, "// a comment\n");
        Edit(_text.Length, 0, "\nmore");
        var at = _text.ToString().IndexOf("Compute", StringComparison.Ordinal);
        Edit(at, 0, "await ");
        Edit(at + "await Compute(1)".Length, 0, " + 2");
        Wait(30);
        Assert.Equal([("a", 30, 1.0)], _reports);
    }

    [Fact]
    public void Text_that_is_deleted_is_gone_and_counts_again_when_it_is_typed_again()
    {
        Open("var x = ;");
        Accept("a", 8, "Compute(1)");
        Edit(8, 10, "");
        Wait(30);
        Edit(8, 0, "Compute");
        Edit(15, 0, "(1)");
        Wait(90);
        Assert.Equal([("a", 30, 0.0), ("a", 120, 1.0)], _reports);
    }

    [Fact]
    public void Text_that_is_accepted_word_by_word_is_followed_as_a_whole()
    {
        Open("var x = ;");
        Accept("a", 8, "Compute");
        Wait(10);
        Edit(15, 0, "(1, 2)");
        _tracker.Accepted("a", Uri, 8, "Compute(1, 2)");
        Edit(16, 4, "");
        Wait(30);

        // Compute ( 1 , 2 ): three of six are gone.
        Assert.Equal([("a", 30, 0.5)], _reports);
    }

    [Fact]
    public void A_formatter_that_replaces_the_whole_document_leaves_it_alive()
    {
        Open("class C{void M(){}}");
        Accept("a", 17, "var total=price*count;");
        Edit(0, _text.Length, "class C\n{\n    void M()\n    {\n        var total = price * count;\n    }\n}\n");
        Wait(30);
        Assert.Equal([("a", 30, 1.0)], _reports);
    }

    [Fact]
    public void An_editor_that_tells_of_the_acceptance_before_it_edits_is_understood()
    {
        Open("return x;\nreturn x;\n");
        _tracker.Accepted("a", Uri, 20, "return x;");
        Edit(20, 0, "return x;");
        Edit(20, 9, "");
        Wait(30);
        Assert.Equal([("a", 30, 0.0)], _reports);
    }

    [Fact]
    public void Text_that_never_appears_is_not_reported()
    {
        Open("var x = ;");
        _tracker.Accepted("a", Uri, 8, "Compute(1)");
        Edit(8, 0, "something else");
        Wait(600);
        Assert.Empty(_reports);
        Assert.Equal(0, _tracker.Count);
    }

    [Fact]
    public void A_closed_document_and_the_oldest_of_too_many_are_forgotten()
    {
        Open("x");
        for (var i = 0; i < 1000; i++)
        {
            Accept($"{i}", 0, "word ");
        }

        Assert.Equal(300, _tracker.Count);
        _tracker.Closed(Uri);
        Wait(600);
        Assert.Equal((0, 0), (_tracker.Count, _reports.Count));
    }

    [Fact]
    public void Under_any_edits_it_agrees_with_a_naive_follower()
    {
        var edits = from count in Gen.Choose(0, 12)
                    from list in TextGenerators.Edit.ListOf(count)
                    select list;
        var cases = from before in TextGenerators.ShortText
                    from after in TextGenerators.ShortText
                    from inserted in Gen.Elements("foo(bar);", "a = b\n    + c;", "x", "if (a)\n{\n    b();\n}")
                    from changes in edits
                    select (before, after, inserted, changes);
        TextGenerators.Check(cases, c =>
        {
            var ratio = double.NaN;
            var clock = new ManualTimeProvider();
            using var tracker = new SurvivalTracker((_, _, left) => ratio = left, clock);
            var text = SourceText.From(c.before + c.inserted + c.after);
            tracker.Opened(new(Uri, "csharp", 1, text));
            tracker.Accepted("a", Uri, c.before.Length, c.inserted);
            var naive = new NaiveFollower(c.before, c.inserted, c.after);
            foreach (var edit in c.changes)
            {
                var change = TextGenerators.Fit(edit, text.Length);
                text = text.WithChange(change);
                naive.Apply(change);
                tracker.Changed(new(Uri, "csharp", 1, text), [change]);
            }

            clock.Advance(TimeSpan.FromSeconds(30));
            return Math.Abs(naive.Survival(c.inserted) - ratio) < 1e-9;
        });
    }

    private void Open(string text) => _tracker.Opened(new(Uri, "csharp", 1, _text = SourceText.From(text)));

    private void Accept(string id, int offset, string inserted)
    {
        Edit(offset, 0, inserted);
        _tracker.Accepted(id, Uri, offset, inserted);
    }

    private void Edit(int start, int length, string newText)
    {
        var change = new TextChange(start, length, newText);
        _text = _text.WithChange(change);
        _tracker.Changed(new(Uri, "csharp", 1, _text), [change]);
    }

    private void Wait(int seconds) => _clock.Advance(TimeSpan.FromSeconds(seconds));

    // Three strings; the edit distance by trying every stretch of words.
    private sealed class NaiveFollower(string before, string middle, string after)
    {
        public void Apply(TextChange change)
        {
            var (start, end) = (change.Start, change.Start + change.Length);
            var (from, to) = (before.Length, before.Length + middle.Length);
            var text = before + middle + after;
            if (end < from)
            {
                before = before[..start] + change.NewText + before[end..];
            }
            else if (start > to)
            {
                after = after[..(start - to)] + change.NewText + after[(end - to)..];
            }
            else
            {
                (before, middle, after) = (text[..Math.Min(from, start)], text[Math.Min(from, start)..start] + change.NewText + text[end..Math.Max(to, end)], text[Math.Max(to, end)..]);
            }
        }

        public double Survival(string inserted)
        {
            // No need to go over very long ones: what was inserted has a dozen words.
            var (wanted, words) = (Words(inserted), Words(middle));
            var best = wanted.Length;
            for (var from = 0; from < words.Length; from++)
            {
                for (var to = from + 1; to <= Math.Min(words.Length, from + (2 * wanted.Length)); to++)
                {
                    best = Math.Min(best, Distance(wanted, words[from..to]));
                }
            }

            return 1 - ((double)best / wanted.Length);
        }

        private static string[] Words(string text) => [.. Regex.Matches(text, @"[\p{L}\p{Nd}_]+|[^\p{L}\p{Nd}_\s]", RegexOptions.Singleline).Select(m => m.Value)];

        private static int Distance(string[] a, string[] b)
        {
            var table = new int[a.Length + 1, b.Length + 1];
            for (var i = 0; i <= a.Length; i++)
            {
                for (var j = 0; j <= b.Length; j++)
                {
                    table[i, j] = i == 0 ? j : j == 0 ? i : Math.Min(Math.Min(table[i - 1, j], table[i, j - 1]) + 1, table[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                }
            }

            return table[a.Length, b.Length];
        }
    }
}
