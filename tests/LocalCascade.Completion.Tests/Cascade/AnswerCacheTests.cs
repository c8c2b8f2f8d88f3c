using FsCheck.Fluent;
using LocalCascade.Completion.Cascade;
using LocalCascade.Completion.Documents;
using LocalCascade.Completion.Tests.Documents;
using LocalCascade.Tests;

namespace LocalCascade.Completion.Tests.Cascade;

public sealed class AnswerCacheTests
{
    private const string Us = "the predictor at 0.4";
    private const string Others = "the predictor and the cloud at 0.5";

    private readonly ManualTimeProvider _time = new();
    private readonly AnswerCache _cache;

    public AnswerCacheTests()
    {
        _cache = new(_time);
        _cache.SetCapacity("us", 250);
    }

    [Fact]
    public void Same_place_asked_again_is_answered_with_the_same_text()
    {
        var asked = Ask("int x = |;\n", "Compute()");
        var hit = Get(asked);
        Assert.Equal("Compute()", hit.Item.GhostText);
        Assert.Equal("int x = Compute()", hit.Item.InsertText);
        Assert.Equal(0, hit.TypedLength);
        Assert.True(hit.Item.FromCache);
    }

    [Fact]
    public void Typing_along_the_suggestion_leaves_its_rest()
    {
        var asked = Ask("int x = |;\n", "Compute()");
        var hit = Get(Type(asked, "Com"));
        Assert.Equal("pute()", hit.Item.GhostText);
        Assert.Equal(3, hit.TypedLength);
        Assert.Equal((0, "int x = Com".Length, "int x = Compute()"), (hit.Item.Start, hit.Item.Length, hit.Item.InsertText));
        Assert.Equal("item", hit.Item.Id);
    }

    [Fact]
    public void An_answer_begins_behind_a_typed_character_outside_the_BMP()
    {
        var asked = Ask("x = |;\n", "\"\U0001F600 hello\"");
        var hit = Get(Type(asked, "\"\U0001F600 he"));
        Assert.Equal(("x = \"\U0001F600".Length, " he".Length, " hello\"", "llo\""), (hit.Item.Start, hit.Item.Length, hit.Item.InsertText, hit.Item.GhostText));
    }

    [Fact]
    public void Typing_something_else_misses() => AssertMiss(Type(Ask("int x = |;\n", "Compute()"), "Cam"));

    [Fact]
    public void Typing_it_all_leaves_nothing_to_suggest() => AssertMiss(Type(Ask("int x = |;\n", "Compute()"), "Compute()"));

    [Fact]
    public void Backspacing_and_retyping_finds_the_suggestion_again()
    {
        var asked = Ask("int x = |;\n", "Compute()");
        var strayed = Type(Type(asked, "Comp"), "iler");
        AssertMiss(strayed);
        Assert.Equal("ute()", Get(Delete(strayed, 4)).Item.GhostText);
        Assert.Equal("Compute()", Get(Delete(strayed, 8)).Item.GhostText);
        AssertMiss(Delete(strayed, 9)); // before the place it was asked at
    }

    [Fact]
    public void Whatever_is_typed_along_a_suggestion_in_whatever_steps_its_rest_is_served() =>
        TextGenerators.Check(
            from prefix in TextGenerators.Text
            from suffix in TextGenerators.ShortText
            from ghost in TextGenerators.ShortText.Where(text => text.Length > 0)
            from more in TextGenerators.ShortText
            from steps in Gen.Choose(-5, 8).ListOf(12)
            select (prefix, suffix, ghost: ghost + "tail of it" + more, steps),
            x =>
            {
                _cache.Remove(Document("").Uri);
                var document = Document(x.prefix + x.suffix);
                var offset = x.prefix.Length;
                _cache.Add(document, offset, Item(document, offset, x.ghost), Us);
                var typed = 0;
                foreach (var step in x.steps)
                {
                    var next = Math.Clamp(typed + step, 0, x.ghost.Length);
                    var change = next >= typed ? new TextChange(offset + typed, 0, x.ghost[typed..next]) : new(offset + next, typed - next, "");
                    document = document with { Text = document.Text.WithChange(change) };
                    typed = next;

                    var servable = typed < x.ghost.Length && !char.IsHighSurrogate((x.prefix + x.ghost[..typed]).LastOrDefault());
                    Assert.Equal(servable, _cache.TryGet(document, offset + typed, Us, out var hit));
                    if (servable)
                    {
                        Assert.Equal(x.ghost[typed..], hit.Item.GhostText);
                        Assert.Equal(typed, hit.TypedLength);
                        AssertFits(document, offset + typed, hit.Item);
                    }
                }

                return true;
            });

    [Fact]
    public void Typing_past_a_line_of_the_suggestion_moves_its_range_to_the_cursors_line()
    {
        var asked = Ask("if (x)|\n", "\n{\n    y();\n}");
        var typed = Type(asked, "\n{\n    y");
        var hit = Get(typed);
        Assert.Equal("    y();\n}", hit.Item.InsertText);
        AssertFits(typed.Document, typed.Offset, hit.Item);
    }

    [Fact]
    public void Among_repeated_lines_the_suggestion_stays_at_its_place()
    {
        var asked = Ask(new string('\n', 600) + "|", "\n\n\nend");
        Assert.Equal("\n\n\nend", Get(asked).Item.GhostText);
        Assert.Equal("\n\nend", Get(Type(asked, "\n")).Item.GhostText);
        Assert.Equal("\nend", Get(Type(asked, "\n\n")).Item.GhostText);
    }

    [Fact]
    public void Edit_near_the_place_loses_the_suggestion_and_undoing_it_brings_it_back()
    {
        var asked = Ask("int y = 1;\nint x = |;\nreturn x;\n", "Compute()");
        var above = asked with { Document = With(asked.Document, new(8, 1, "2")) };
        var below = asked with { Document = With(asked.Document, new(asked.Offset + 9, 1, "y")) };
        AssertMiss(above);
        AssertMiss(below);
        Get(above with { Document = With(above.Document, new(8, 1, "1")) });
    }

    [Fact]
    public void Edit_far_away_keeps_the_suggestion_and_moves_its_range()
    {
        var asked = Ask(string.Concat(Enumerable.Repeat("// far away\n", 100)) + "int x = |;\n", "Compute()");
        var document = With(asked.Document, new(0, 0, "using System;\n"));
        var hit = Get((document, asked.Offset + 14));
        AssertFits(document, asked.Offset + 14, hit.Item);
    }

    [Fact]
    public void Same_text_in_another_document_is_another_place()
    {
        var asked = Ask("int x = |;\n", "Compute()");
        AssertMiss(asked with { Document = asked.Document with { Uri = "file:///b.cs" } });
    }

    [Fact]
    public void Closers_that_the_editor_added_become_part_of_the_replaced_range()
    {
        var asked = Ask("x = |;\n", "f({ a: 1 }, b)");
        var typed = Type(asked, "f({");
        var closed = (Document: With(typed.Document, new(typed.Offset, 0, "})")), typed.Offset);
        var hit = Get(closed);
        Assert.Equal(" a: 1 }, b)", hit.Item.GhostText);
        Assert.Equal("x = f({ a: 1 }, b);\n", Accept(closed.Document, hit.Item));
    }

    [Fact]
    public void Closer_that_nothing_typed_has_opened_is_an_edit_like_any_other()
    {
        var asked = Ask("x = |;\n", "f(a)");
        AssertMiss((With(asked.Document, new(asked.Offset, 0, ")")), asked.Offset));
        var typed = Type(asked, "f");
        AssertMiss((With(typed.Document, new(typed.Offset, 0, ")")), typed.Offset));
    }

    [Fact]
    public void Range_behind_the_cursor_stays_part_of_the_item()
    {
        var document = Document("f()\n");
        _cache.Add(document, 2, new() { Id = "item", Start = 0, Length = 3, InsertText = "f(x)", GhostText = "x)", Origin = default, Confidence = 1 }, Us);
        var typed = Type((document, 2), "x");
        Assert.Equal("f(x)\n", Accept(typed.Document, Get(typed).Item));
    }

    [Fact]
    public void Newer_answer_wins_at_the_same_place_and_the_one_being_typed_stays()
    {
        var asked = Ask("x = |;\n", "alpha", "first");
        _cache.Add(asked.Document, asked.Offset, Item(asked.Document, asked.Offset, "alphabet", "second"), Us);
        Assert.Equal("second", Get(asked).Item.Id);

        var typed = Type(asked, "al");
        Assert.Equal("second", Get(typed).Item.Id);
        _cache.Add(typed.Document, typed.Offset, Item(typed.Document, typed.Offset, "gorithm", "third"), Us);
        Assert.Equal("third", Get(typed).Item.Id);
        Assert.Equal("second", Get(Type(typed, "pha")).Item.Id);
    }

    [Fact]
    public void Rejected_answer_is_not_served_again_nor_may_its_rest_be_offered_anew()
    {
        var asked = Ask("x = |;\n", "Compute()");
        _cache.Reject("item");
        AssertMiss(asked);
        var typed = Type(asked, "Com");
        AssertMiss(typed);
        Assert.True(_cache.IsRejected(asked.Document, asked.Offset, "Compute()"));
        Assert.True(_cache.IsRejected(typed.Document, typed.Offset, "pute()"));
        Assert.False(_cache.IsRejected(typed.Document, typed.Offset, "pare()"));

        _cache.Add(asked.Document, asked.Offset, Item(asked.Document, asked.Offset, "Compute()", "again"), Us);
        AssertMiss(asked);
    }

    [Fact]
    public void A_place_has_a_rejection_where_the_text_was_on_the_screen_when_it_was_dismissed()
    {
        var asked = Ask("x = |;\n", "Compute()");
        var typed = Type(asked, "Com");
        Get(asked);
        Get(typed);
        _cache.Reject("item");
        Assert.True(_cache.HasRejection(typed.Document, typed.Offset));
        Assert.False(_cache.HasRejection(asked.Document, asked.Offset));
        Assert.False(_cache.HasRejection(Type(typed, "p").Document, typed.Offset + 1));
    }

    [Fact]
    public void Rejection_is_of_one_text_at_one_place()
    {
        var asked = Ask("x = |;\n", "Compute()");
        _cache.Reject("item");
        _cache.Reject("item");
        _cache.Reject("never heard of");
        _cache.Add(asked.Document, asked.Offset, Item(asked.Document, asked.Offset, "Other()", "other"), Us);
        Assert.Equal("other", Get(asked).Item.Id);
        Assert.Equal("Compute()", Get(Ask("y = |;\n", "Compute()", "elsewhere")).Item.GhostText);
    }

    [Fact]
    public void Rejection_outlives_answers_and_their_capacity()
    {
        var cache = new AnswerCache(_time);
        var document = Document("x = ;\n");
        cache.Add(document, 4, Item(document, 4, "Compute()"), Us);
        Assert.False(cache.TryGet(document, 4, Us, out _));
        cache.Reject("item");
        for (var i = 0; i < 100; i++)
        {
            cache.Add(document, i % 5, Item(document, i % 5, $"text {i}", $"id {i}"), Us);
        }

        _time.Advance(TimeSpan.FromHours(1));
        Assert.True(cache.IsRejected(document, 4, "Compute()"));
        cache.Remove(document.Uri);
        Assert.False(cache.IsRejected(document, 4, "Compute()"));
    }

    [Fact]
    public void Answers_expire()
    {
        var asked = Ask("x = |;\n", "Compute()");
        _time.Advance(AnswerCache.Lifetime - TimeSpan.FromSeconds(1));
        Get(asked);
        _time.Advance(TimeSpan.FromSeconds(1));
        AssertMiss(asked);
        Assert.Equal(0, _cache.Count);
    }

    [Fact]
    public void Beyond_the_capacity_the_least_recently_used_goes()
    {
        _cache.SetCapacity("us", 20);
        var places = Enumerable.Range(0, 20).Select(i => Ask($"x{i} = |;\n", "Compute()", $"id {i}")).ToList();
        Get(places[0]);
        Ask("y = |;\n", "Compute()", "one more");
        Get(places[0]);
        AssertMiss(places[1]);
        Assert.Equal(20, _cache.Count);
    }

    [Fact]
    public void An_owner_that_wants_fewer_leaves_the_others_theirs()
    {
        _cache.SetCapacity("others", 20);
        _cache.SetCapacity("others", 0);
        var places = Enumerable.Range(0, 30).Select(i => Ask($"x{i} = |;\n", "Compute()", $"id {i}")).ToList();
        Assert.All(places, place => Get(place));
    }

    [Fact]
    public void An_answer_is_served_to_its_maker_alone_and_a_rejection_counts_for_everybody()
    {
        var asked = Ask("x = |;\n", "Compute()", "ours");
        Assert.False(_cache.TryGet(asked.Document, asked.Offset, Others, out _));
        _cache.Add(asked.Document, asked.Offset, Item(asked.Document, asked.Offset, "Compute()", "theirs"), Others);
        Assert.Equal("ours", Get(asked).Item.Id);
        Assert.True(_cache.TryGet(asked.Document, asked.Offset, Others, out var theirs));
        Assert.Equal("theirs", theirs.Item.Id);

        _cache.Reject("theirs");
        AssertMiss(asked);
        AssertMiss(Type(asked, "Com"));
    }

    [Fact]
    public void Closed_document_is_forgotten()
    {
        var asked = Ask("x = |;\n", "Compute()");
        _cache.Remove(asked.Document.Uri);
        AssertMiss(asked);
        Assert.Equal(0, _cache.Count);
    }

    [Fact]
    public void Item_that_continues_the_suggest_widgets_choice_is_not_kept()
    {
        var document = Document("Con\n");
        _cache.Add(document, 3, new() { Id = "item", Start = 0, Length = 3, InsertText = "Console.WriteLine()", GhostText = ".WriteLine()", Origin = default, Confidence = 1 }, Us);
        AssertMiss((document, 3));
    }

    [Fact]
    public void Miss_copies_no_text()
    {
        Ask(string.Concat(Enumerable.Repeat("some code\n", 1000)) + "x = |;\n", new string('g', 600));
        var document = Document(string.Concat(Enumerable.Repeat("other code;\n", 1000)));
        AssertMiss((document, 6000));

        var before = GC.GetAllocatedBytesForCurrentThread();
        AssertMiss((document, 6000));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100); // the text remembers which piece of it was read last
    }

    private static DocumentSnapshot Document(string text) => new("file:///a.cs", "csharp", 1, SourceText.From(text));

    private static DocumentSnapshot With(DocumentSnapshot document, TextChange change) => document with { Text = document.Text.WithChange(change) };

    private static CompletionItem Item(DocumentSnapshot document, int offset, string ghost, string id = "item")
    {
        var start = document.Text.GetLine(document.Text.GetLineOfOffset(offset)).Start;
        var lead = document.Text.ToString(start, offset - start);
        return new() { Id = id, Start = start, Length = lead.Length, InsertText = lead + ghost, GhostText = ghost, Origin = CompletionOrigin.Workspace, Confidence = 0.9 };
    }

    private static (DocumentSnapshot Document, int Offset) Type((DocumentSnapshot Document, int Offset) at, string text) =>
        (With(at.Document, new(at.Offset, 0, text)), at.Offset + text.Length);

    private static (DocumentSnapshot Document, int Offset) Delete((DocumentSnapshot Document, int Offset) at, int count) =>
        (With(at.Document, new(at.Offset - count, count, "")), at.Offset - count);

    private static string Accept(DocumentSnapshot document, CompletionItem item) =>
        document.Text.WithChange(new(item.Start, item.Length, item.InsertText)).ToString();

    private static void AssertFits(DocumentSnapshot document, int offset, CompletionItem item)
    {
        var line = document.Text.GetLine(document.Text.GetLineOfOffset(offset));
        Assert.InRange(item.Start, line.Start, offset);
        Assert.InRange(item.Start + item.Length, offset, line.EndIncludingBreak);
        Assert.Equal(document.Text.ToString(item.Start, offset - item.Start) + item.GhostText, item.InsertText);
    }

    /// <summary>Answers at the place marked by '|'.</summary>
    private (DocumentSnapshot Document, int Offset) Ask(string marked, string ghost, string id = "item")
    {
        var offset = marked.IndexOf('|', StringComparison.Ordinal);
        var document = Document(marked.Remove(offset, 1));
        _cache.Add(document, offset, Item(document, offset, ghost, id), Us);
        return (document, offset);
    }

    private CachedAnswer Get((DocumentSnapshot Document, int Offset) at)
    {
        Assert.True(_cache.TryGet(at.Document, at.Offset, Us, out var answer));
        return answer;
    }

    private void AssertMiss((DocumentSnapshot Document, int Offset) at) => Assert.False(_cache.TryGet(at.Document, at.Offset, Us, out _));
}
