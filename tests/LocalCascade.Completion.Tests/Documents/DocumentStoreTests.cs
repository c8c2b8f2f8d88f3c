using FsCheck.Fluent;
using LocalCascade.Completion.Documents;

namespace LocalCascade.Completion.Tests.Documents;

public sealed class DocumentStoreTests
{
    private const string Uri = "file:///a.cs";
    private readonly DocumentStore _store = new();

    [Fact]
    public void Opened_document_is_there_until_it_is_closed()
    {
        var document = _store.Open(Uri, "csharp", 1, "class A;");
        Assert.Same(document, _store.Get(Uri));
        Assert.Equal(1, _store.Count);
        Assert.True(_store.Close(Uri));
        Assert.False(_store.Close(Uri));
        Assert.Null(_store.Get(Uri));
    }

    [Fact]
    public void Opening_twice_replaces_the_document()
    {
        _store.Open(Uri, "csharp", 1, "old");
        _store.Open(Uri, "csharp", 7, "new");
        Assert.Equal("new", Assert.Single(_store.Snapshots).Text.ToString());
    }

    [Fact]
    public void Change_to_a_document_that_is_not_open_does_nothing_and_says_so() =>
        Assert.Null(_store.Change(Uri, 2, [new(null, "x")], PositionEncoding.Utf16));

    [Fact]
    public void Snapshot_taken_before_a_change_keeps_its_text()
    {
        var before = _store.Open(Uri, "csharp", 1, "a");
        var update = Change(new DocumentChange(Range(0, 1, 0, 1), "b"));
        Assert.Equal("a", before.Text.ToString());
        Assert.Equal("ab", update.Document.Text.ToString());
        Assert.Equal(2, update.Document.Version);
        Assert.Same(update.Document, _store.Get(Uri));
    }

    [Fact]
    public void Each_change_of_a_batch_is_placed_in_the_text_that_the_one_before_left()
    {
        _store.Open(Uri, "csharp", 1, "one\ntwo\n");
        var update = Change(new(Range(0, 0, 0, 0), "zero\n"), new(Range(1, 0, 1, 3), "ONE"), new(Range(2, 3, 3, 0), ""));
        Assert.Equal("zero\nONE\ntwo", update.Document.Text.ToString());
        Assert.Equal([new(0, 0, "zero\n"), new(5, 3, "ONE"), new(12, 1, "")], update.Changes);
    }

    [Fact]
    public void Range_past_the_end_is_clamped_and_a_reversed_one_is_turned_round()
    {
        _store.Open(Uri, "csharp", 1, "one\ntwo");
        Assert.Equal("one\ntwo!", Change(new DocumentChange(Range(9, 9, 99, 99), "!")).Document.Text.ToString());
        Assert.Equal("one\nTWO!", Change(new DocumentChange(Range(1, 3, 1, 0), "TWO")).Document.Text.ToString());
        Assert.Equal("one,\nTWO!", Change(new DocumentChange(Range(0, 77, 0, 99), ",")).Document.Text.ToString());
    }

    [Fact]
    public void Whole_text_is_taken_as_the_part_that_differs()
    {
        _store.Open(Uri, "csharp", 1, "alpha beta gamma");
        var update = Change(new DocumentChange(null, "alpha BETA gamma"));
        Assert.Equal([new(6, 4, "BETA")], update.Changes);
        Assert.Empty(Change(new DocumentChange(null, "alpha BETA gamma")).Changes);
    }

    [Fact]
    public void Any_batches_in_any_encoding_end_with_the_text_of_the_naive_model() =>
        TextGenerators.Check(
            from text in TextGenerators.Text
            from encoding in TextGenerators.Encoding
            from count in Gen.Choose(1, 8)
            from changes in Edit.ListOf(count)
            select (text, encoding, changes),
            x =>
            {
                _store.Open(Uri, "csharp", 1, x.text);
                var expected = new NaiveText(x.text);
                foreach (var change in x.changes)
                {
                    if (change.Range is { } range)
                    {
                        var start = expected.OffsetOf(range.Start, x.encoding);
                        var end = expected.OffsetOf(range.End, x.encoding);
                        expected = expected.With(new(Math.Min(start, end), Math.Abs(start - end), change.NewText));
                    }
                    else
                    {
                        expected = new(change.NewText);
                    }
                }

                var update = _store.Change(Uri, 2, [.. x.changes], x.encoding)!;
                var replayed = update.Changes.Aggregate(new NaiveText(x.text), (text, change) => text.With(change));
                return update.Document.Text.ToString() == expected.Text && replayed.Text == expected.Text;
            });

    private static FsCheck.Gen<DocumentChange> Edit { get; } =
        from whole in Gen.Choose(0, 9)
        from start in Position
        from end in Gen.OneOf(Gen.Constant(start), Position)
        from text in TextGenerators.ShortText
        from longText in TextGenerators.Text
        select whole == 0 ? new DocumentChange(null, longText) : new(new(start, end), text);

    private static FsCheck.Gen<TextPosition> Position =>
        from line in Gen.Choose(0, 30)
        from character in Gen.OneOf(Gen.Choose(0, 20), Gen.Choose(0, 8000))
        select new TextPosition(line, character);

    private static TextRange Range(int startLine, int startCharacter, int endLine, int endCharacter) =>
        new(new(startLine, startCharacter), new(endLine, endCharacter));

    private DocumentUpdate Change(params DocumentChange[] changes) => _store.Change(Uri, 2, changes, PositionEncoding.Utf16)!;
}
