using LocalCascade.Daemon.Models;

namespace LocalCascade.Daemon.Tests.Lsp;

/// <summary>What this server answers beyond LSP and the Copilot dialect.</summary>
public sealed class OwnMethodsTests
{
    [Fact]
    public async Task Models_are_those_of_the_library_with_the_one_in_use_marked()
    {
        await using var editor = new TestEditor(settings: ["useModel=true"]);
        await editor.AskAsync("initialize", """{"capabilities":{}}""");
        var models = (await editor.AskAsync("localcascade/models", "{}")).GetProperty("models").EnumerateArray();
        Assert.Equal(
            ModelLibrary.List().Select(model => (model.Name, model.Folder, model.Folder == ModelLibrary.Find("", out _))),
            models.Select(model => (model.GetProperty("name").GetString()!, model.GetProperty("folder").GetString()!, model.GetProperty("current").GetBoolean())));
    }

    [Fact]
    public async Task A_document_that_is_not_open_gets_an_empty_answer_that_says_why()
    {
        await using var editor = new TestEditor();
        await editor.StartAsync();
        Assert.Empty(await editor.CompleteAsync("file:///w/closed.ts", "const a = "));
        var why = await editor.AskAsync("localcascade/explain", """{"textDocument":{"uri":"file:///w/closed.ts"}}""");
        Assert.Contains("not opened", why.GetProperty("explanation").GetString(), StringComparison.Ordinal);
        Assert.Contains("not opened", (await editor.AskAsync("localcascade/status", "{}")).GetProperty("lastAnswer").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_after_the_close_changes_nothing_and_the_document_may_be_opened_again()
    {
        const string Uri = "file:///w/a.ts";
        await using var editor = new TestEditor();
        await editor.StartAsync();
        await editor.OpenAsync(Uri, "typescript", SampleCode.Start);
        await editor.TellAsync("textDocument/didClose", $$"""{"textDocument":{"uri":"{{Uri}}"} }""");
        await editor.TellAsync("textDocument/didChange", $$"""{"textDocument":{"uri":"{{Uri}}","version":2},"contentChanges":[{"text":"reverted"}]}""");
        Assert.Equal(0, (await editor.AskAsync("localcascade/status", "{}")).GetProperty("openDocuments").GetInt32());
        await editor.OpenAsync(Uri, "typescript", SampleCode.Start, version: 3);
        Assert.Single(await editor.CompleteAsync(Uri, SampleCode.Start));
    }
}
