using System.Text.Json;

namespace LocalCascade.Daemon.Tests.Lsp;

/// <summary>The messages of Copilot clients from before there was an inlineCompletion; some are sent to this day.</summary>
public sealed class OlderCopilotClientsTests
{
    private const string Uri = "file:///w/a.ts";
    private const string Client = """{"editorInfo":{"name":"Neovim","version":"0.12"},"editorPluginInfo":{"name":"copilot.lua","version":"1"}}""";

    private static readonly int Line = SampleCode.Start.Split('\n').Length - 1;
    private static readonly string Begun = SampleCode.Start.Split('\n')[^1];

    [Fact]
    public async Task Completions_are_whole_lines()
    {
        await using var editor = new TestEditor();
        await editor.StartAsync(Client);
        await editor.OpenAsync(Uri, "typescript", SampleCode.Start, version: 5);
        foreach (var method in new[] { "getCompletions", "getCompletionsCycling" })
        {
            var completion = Assert.Single(await CompletionsAsync(editor, method, ",\"version\":5"));
            Assert.Equal(Begun + SampleCode.Rest, completion.GetProperty("text").GetString());
            Assert.Equal(SampleCode.Rest, completion.GetProperty("displayText").GetString());
            Assert.Equal((Line, 0, Line, Begun.Length), RangeOf(completion));
            Assert.Equal((Line, Begun.Length), (completion.GetProperty("position").GetProperty("line").GetInt32(), completion.GetProperty("position").GetProperty("character").GetInt32()));
            Assert.Equal(5, completion.GetProperty("docVersion").GetInt32());
        }
    }

    [Fact]
    public async Task What_was_overtaken_or_asks_about_another_version_is_answered_with_nothing()
    {
        await using var editor = new TestEditor();
        await editor.StartAsync(Client);
        await editor.OpenAsync(Uri, "typescript", SampleCode.Start, version: 5);
        Assert.Empty(await CompletionsAsync(editor, "getCompletions", ",\"version\":4"));
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => CompletionsAsync(editor, "getCompletions", ",\"version\":5")));
        Assert.Single(answers[^1]);
    }

    [Fact]
    public async Task What_stands_behind_the_cursor_is_part_of_the_line()
    {
        // The editor closed the bracket; a client that replaces the rest of the line must not lose what belongs there.
        var text = SampleCode.Start.Replace("const message = form", "log(form", StringComparison.Ordinal);
        await using var editor = new TestEditor();
        await editor.StartAsync(Client);
        await editor.OpenAsync(Uri, "typescript", SampleCode.Start.Replace("const message = formatGreeting(name, { polite: true });", "log(formatGreeting(name, { polite: true }));", StringComparison.Ordinal)
            .Replace("const message = form", "log(form);", StringComparison.Ordinal));
        var character = text.Split('\n')[^1].Length;
        var completion = Assert.Single(await CompletionsAsync(editor, "getCompletions", character: character));
        Assert.Equal("  log(formatGreeting(name, { polite: true }));", completion.GetProperty("text").GetString());
        Assert.Equal((Line, 0, Line, character + 2), RangeOf(completion));
    }

    [Fact]
    public async Task Reports_are_by_uuid_and_lengths_count_from_the_lines_start()
    {
        await using var editor = new TestEditor();
        await editor.StartAsync(Client);
        await editor.OpenAsync(Uri, "typescript", SampleCode.Start);
        var completion = Assert.Single(await CompletionsAsync(editor, "getCompletions"));
        var uuid = completion.GetProperty("uuid").GetString();
        Assert.Equal("OK", (await editor.AskAsync("notifyShown", $$"""{"uuid":"{{uuid}}"}""")).GetString());
        Assert.Equal("OK", (await editor.AskAsync("notifyAccepted", $$"""{"uuid":"{{uuid}}","acceptedLength":{{Begun.Length + 3}} }""")).GetString());
        Assert.Equal((1, 1, 0, 0), await ReportedAsync(editor));
        Assert.Equal("OK", (await editor.AskAsync("notifyAccepted", $$"""{"uuid":"{{uuid}}","acceptedLength":{{completion.GetProperty("text").GetString()!.Length}} }""")).GetString());
        Assert.Equal("OK", (await editor.AskAsync("notifyAccepted", $$"""{"uuid":"{{uuid}}"}""")).GetString());
        Assert.Equal("OK", (await editor.AskAsync("notifyRejected", $$"""{"uuids":["{{uuid}}","other"]}""")).GetString());
        Assert.Equal((1, 1, 2, 2), await ReportedAsync(editor));
        Assert.Empty(await CompletionsAsync(editor, "getCompletions"));
    }

    [Fact]
    public async Task A_client_that_opens_nothing_sends_the_text_along()
    {
        // As the first clients did: no initialized, who they are by a request, no documents.
        await using var editor = new TestEditor();
        await editor.AskAsync("initialize", """{"capabilities":{}}""");
        Assert.Equal("OK", (await editor.AskAsync("setEditorInfo", """{"editorInfo":{"name":"Emacs","version":"28"},"editorPluginInfo":{"name":"copilot.el","version":"0.9.5"}}""")).GetString());
        Assert.Empty(await CompletionsAsync(editor, "getCompletions"));

        var text = SampleCode.Start[..^4];
        Assert.Equal(Begun + SampleCode.Rest, Assert.Single(await CompletionsAsync(editor, "getCompletions", Source(text), Begun.Length - 4)).GetProperty("text").GetString());
        Assert.Equal(Begun + SampleCode.Rest, Assert.Single(await CompletionsAsync(editor, "getCompletions", Source(SampleCode.Start))).GetProperty("text").GetString());
        while ((await editor.NextAsync("statusNotification")).GetProperty("status").GetString() != "Normal")
        {
            // It was busy for a moment.
        }
    }

    [Fact]
    public async Task Panels_are_told_one_by_one()
    {
        await using var editor = new TestEditor();
        await editor.StartAsync(Client);
        await editor.OpenAsync(Uri, "typescript", SampleCode.Start);
        var answer = await editor.AskAsync("getPanelCompletions", $$"""{"doc":{{Doc("", Begun.Length)}},"panelId":"panel-1"}""");
        Assert.InRange(answer.GetProperty("solutionCountTarget").GetInt32(), 1, 10);
        var solution = await editor.NextAsync("PanelSolution");
        Assert.Equal(("panel-1", Begun + SampleCode.Rest), (solution.GetProperty("panelId").GetString(), solution.GetProperty("completionText").GetString()));
        var done = await editor.NextAsync("PanelSolutionsDone");
        Assert.Equal(("panel-1", "OK"), (done.GetProperty("panelId").GetString(), done.GetProperty("status").GetString()));
    }

    private static async Task<JsonElement[]> CompletionsAsync(TestEditor editor, string method, string more = "", int? character = null) =>
        [.. (await editor.AskAsync(method, $$"""{"_":true,"doc":{{Doc(more, character ?? Begun.Length)}} }""")).GetProperty("completions").EnumerateArray()];

    private static string Doc(string more, int character) =>
        $$"""{"uri":"{{Uri}}","path":"/w/a.ts","relativePath":"a.ts","languageId":"typescript","insertSpaces":true,"tabSize":2,"indentSize":2,"position":{"line":{{Line}},"character":{{character}} }{{more}} }""";

    private static string Source(string text) => $",\"source\":{TestEditor.Quote(text)}";

    private static (int, int, int, int) RangeOf(JsonElement completion)
    {
        var (start, end) = (completion.GetProperty("range").GetProperty("start"), completion.GetProperty("range").GetProperty("end"));
        return (start.GetProperty("line").GetInt32(), start.GetProperty("character").GetInt32(), end.GetProperty("line").GetInt32(), end.GetProperty("character").GetInt32());
    }

    private static async Task<(int Shown, int PartlyAccepted, int Accepted, int Rejected)> ReportedAsync(TestEditor editor)
    {
        var status = await editor.AskAsync("localcascade/status", "{}");
        return (status.GetProperty("shown").GetInt32(), status.GetProperty("partiallyAccepted").GetInt32(), status.GetProperty("accepted").GetInt32(), status.GetProperty("rejected").GetInt32());
    }
}
