using LocalCascade.Completion.Context;
using LocalCascade.Completion.Documents;

namespace LocalCascade.Completion.Tests.Context;

public sealed class OpenDocumentContextTests
{
    private static readonly DocumentSnapshot Orders = Document("orders.py", string.Join('\n', Enumerable.Range(0, 60).Select(i => $"unrelated_{i} = {i}")) + "\n\ndef find_order(store, order_id):\n    return store.load_order(order_id)\n");

    private static readonly DocumentSnapshot Colours = Document("colours.py", "def blend(first, second):\n    return mix(first, second)\n");

    private static readonly DocumentSnapshot Here = Document("here.py", "order = \n");

    [Fact]
    public void The_part_most_like_the_lines_before_the_cursor_and_the_draft_is_found()
    {
        var part = Assert.Single(Find(Here, "order = ".Length, "find_order(store, order_id)", Orders, Colours, Here));
        Assert.Equal("orders.py", part.Path);
        Assert.Contains("load_order", part.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("unrelated_0 ", part.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_draft_is_what_finds_it() => Assert.Empty(Find(Here, "order = ".Length, "", Colours, Here));

    [Fact]
    public void The_most_important_part_comes_last_and_their_length_is_bounded()
    {
        var near = Document("near.py", "def find_order(store, order_id):\n    pass\n");
        var far = Document("far.py", "def find_order(store):\n" + string.Join('\n', Enumerable.Range(0, 12).Select(i => $"    extra_name_{i}()")));
        var huge = Document("huge.py", $"find_order = '{new string('x', 50_000)}'\n");
        var parts = Find(Here, 0, "find_order(store, order_id)", far, near, huge);
        Assert.Equal("near.py", parts[^1].Path);
        Assert.True(parts.Sum(part => part.Text.Length) <= 6_000);
    }

    [Fact]
    public void Nothing_is_found_where_nothing_is_alike() => Assert.Empty(Find(Here, 0, "quite different words", Orders, Colours));

    private static IReadOnlyList<Wire.ContextFile> Find(DocumentSnapshot document, int offset, string draft, params DocumentSnapshot[] open) =>
        new OpenDocumentContext(() => open, found => Path.GetFileName(found.Uri)).Find(document, offset, draft);

    private static DocumentSnapshot Document(string name, string text) => new($"file:///w/{name}", "python", 1, SourceText.From(text));
}
