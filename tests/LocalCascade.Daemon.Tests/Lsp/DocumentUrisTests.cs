using LocalCascade.Daemon.Lsp;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalCascade.Daemon.Tests.Lsp;

/// <summary>Documents that are no files on this disk.</summary>
public sealed class DocumentUrisTests
{
    [Theory]
    [InlineData("untitled:Untitled-1")]
    [InlineData("untitled:/w/new.ts")]
    [InlineData("vscode-notebook-cell:/w/notes.ipynb#W2sZmlsZQ%3D%3D")]
    [InlineData("vscode-notebook-cell://ssh-remote%2Bhost/w/notes.ipynb#W2sZmlsZQ%3D%3D")]
    [InlineData("vscode-remote://ssh-remote%2Bhost/home/u/a.ts")]
    [InlineData("vscode-vfs://github/owner/name/a.ts")]
    [InlineData("inmemory://model/1")]
    [InlineData("")]
    public async Task They_are_completed_by_their_languages_name(string uri)
    {
        await using var editor = new TestEditor();
        await editor.StartAsync();
        await editor.OpenAsync(uri, "typescript", SampleCode.Start);
        Assert.EndsWith(SampleCode.Rest, Assert.Single(await editor.CompleteAsync(uri, SampleCode.Start)).GetProperty("insertText").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("untitled:.env")]
    [InlineData("untitled:/w/.env")]
    [InlineData("vscode-notebook-cell:/w/.ssh/notes.ipynb#W2sZmlsZQ%3D%3D")]
    [InlineData("vscode-remote://ssh-remote%2Bhost/home/u/.env")]
    [InlineData("vscode-vfs://github/owner/name/id_rsa")]
    public async Task A_name_that_looks_like_a_secrets_is_left_alone(string uri)
    {
        await using var editor = new TestEditor();
        await editor.StartAsync();
        await editor.OpenAsync(uri, "typescript", SampleCode.Start);
        Assert.Empty(await editor.CompleteAsync(uri, SampleCode.Start));
        Assert.StartsWith("Excluded", (await editor.AskAsync("localcascade/status", "{}")).GetProperty("lastAnswer").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("untitled:Untitled-1", 0)]
    [InlineData("file:///w/a.ts", 1)]
    public async Task An_untitled_document_is_its_editors_own_a_file_everybodys(string uri, int expected)
    {
        await using var shared = new SharedServices(TimeProvider.System, NullLogger.Instance);
        await using var first = new TestEditor(shared: shared);
        await using var second = new TestEditor(shared: shared);
        foreach (var editor in new[] { first, second })
        {
            await editor.StartAsync();
            await editor.OpenAsync(uri, "typescript", SampleCode.Start);

            // Both have opened it before either is answered: opening forgets.
            await editor.AskAsync("localcascade/status", "{}");
        }

        Assert.Single(await first.CompleteAsync(uri, SampleCode.Start));
        Assert.Single(await second.CompleteAsync(uri, SampleCode.Start));
        Assert.Equal(expected, (await second.AskAsync("localcascade/status", "{}")).GetProperty("fromCache").GetInt32());
    }
}
