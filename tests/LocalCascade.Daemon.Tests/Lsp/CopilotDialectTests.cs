using System.Text.Json;
using LocalCascade.Daemon.Rpc;

namespace LocalCascade.Daemon.Tests.Lsp;

/// <summary>GitHub's copilot-language-server dialect, message by message, as its clients speak it.</summary>
public sealed class CopilotDialectTests
{
    private const string Uri = "file:///w/a.ts";
    private const string Client = """{"editorInfo":{"name":"GNU ed","version":"1.19"},"editorPluginInfo":{"name":"Copilot for ed","version":"1"},"copilotCapabilities":{"fetch":true}}""";
    private const string Utf8First = """{"general":{"positionEncodings":["utf-8","utf-16"]}}""";

    [Fact]
    public async Task Initialize_announces_what_copilot_clients_look_for()
    {
        await using var editor = new TestEditor();
        var result = await editor.StartAsync(Client, Utf8First);
        var capabilities = result.GetProperty("capabilities");
        Assert.Equal(JsonValueKind.Object, capabilities.GetProperty("inlineCompletionProvider").ValueKind);
        Assert.Equal(2, capabilities.GetProperty("textDocumentSync").GetProperty("change").GetInt32());
        Assert.True(capabilities.GetProperty("workspace").GetProperty("workspaceFolders").GetProperty("supported").GetBoolean());
        Assert.Equal(
            ["github.copilot.didAcceptCompletionItem", "github.copilot.finishDeviceFlow", "github.copilot.didAcceptPanelCompletionItem"],
            capabilities.GetProperty("executeCommandProvider").GetProperty("commands").EnumerateArray().Select(command => command.GetString()));
        Assert.Equal("localcascade", result.GetProperty("serverInfo").GetProperty("name").GetString());
    }

    [Fact]
    public async Task Copilot_clients_count_in_utf_16_whatever_their_editor_offers()
    {
        await using var copilot = new TestEditor();
        Assert.Equal("utf-16", (await copilot.StartAsync(Client, Utf8First)).GetProperty("capabilities").GetProperty("positionEncoding").GetString());
        await using var plain = new TestEditor();
        var capabilities = (await plain.StartAsync(capabilities: Utf8First)).GetProperty("capabilities");
        Assert.Equal("utf-8", capabilities.GetProperty("positionEncoding").GetString());
        Assert.DoesNotContain("github", capabilities.GetProperty("executeCommandProvider").ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Emacs_client_counts_characters_until_it_says_otherwise()
    {
        const string Emacs = """{"editorInfo":{"name":"Emacs","version":"30.2"},"editorPluginInfo":{"name":"copilot.el","version":"0.3.0"}}""";
        await using var editor = new TestEditor();
        await editor.StartAsync(Emacs);
        var text = SampleCode.Start.Replace("  const", "  /* 😀 */ const", StringComparison.Ordinal);
        await editor.OpenAsync(Uri, "typescript", text);
        var line = text.Split('\n')[^1];
        var question = $$"""{"textDocument":{"uri":"{{Uri}}"},"position":{"line":{{text.Split('\n').Length - 1}},"character":{{line.Length - 1}} },"context":{"triggerKind":2} }""";
        var item = Assert.Single((await editor.AskAsync("textDocument/inlineCompletion", question)).GetProperty("items").EnumerateArray());
        Assert.EndsWith(SampleCode.Rest, item.GetProperty("insertText").GetString(), StringComparison.Ordinal);
        Assert.Equal(line.Length - 1, item.GetProperty("range").GetProperty("end").GetProperty("character").GetInt32());

        await using var later = new TestEditor();
        var result = await later.StartAsync(Emacs, """{"general":{"positionEncodings":["utf-16"]}}""");
        Assert.Equal("utf-16", result.GetProperty("capabilities").GetProperty("positionEncoding").GetString());
    }

    [Theory]
    [InlineData("", true)]
    [InlineData(""","version":3""", true)]
    [InlineData(""","version":2""", false)]
    [InlineData(""","version":4""", false)]
    public async Task Only_the_version_that_is_known_is_answered(string version, bool isAnswered)
    {
        await using var editor = await StartAsync(version: 3);
        var question = $$"""{"textDocument":{"uri":"{{Uri}}"{{version}}},"position":{{Cursor}},"context":{"triggerKind":2},"formattingOptions":{"tabSize":2,"insertSpaces":true} }""";
        if (isAnswered)
        {
            Assert.Equal(1, (await editor.AskAsync("textDocument/inlineCompletion", question)).GetProperty("items").GetArrayLength());
        }
        else
        {
            Assert.Equal(RpcErrorCodes.ContentModified, await editor.AskWronglyAsync("textDocument/inlineCompletion", question));
        }
    }

    [Fact]
    public async Task An_items_command_reports_its_acceptance_sent_whole_or_in_part()
    {
        await using var editor = await StartAsync();
        var item = Assert.Single(await editor.CompleteAsync(Uri, SampleCode.Start));
        var command = item.GetProperty("command");
        Assert.Equal("github.copilot.didAcceptCompletionItem", command.GetProperty("command").GetString());
        Assert.NotEqual("", command.GetProperty("title").GetString());
        Assert.EndsWith(SampleCode.Rest, item.GetProperty("insertText").GetString(), StringComparison.Ordinal);

        // Some clients send the command as it is, with its title; some what LSP asks for.
        Assert.True((await editor.AskAsync("workspace/executeCommand", command.ToString())).GetBoolean());
        Assert.True((await editor.AskAsync("workspace/executeCommand", $$"""{"command":"github.copilot.didAcceptCompletionItem","arguments":{{command.GetProperty("arguments")}} }""")).GetBoolean());
        Assert.False((await editor.AskAsync("workspace/executeCommand", """{"command":"github.copilot.didAcceptCompletionItem","arguments":["other"]}""")).GetBoolean());
        Assert.Equal(RpcErrorCodes.InvalidParams, await editor.AskWronglyAsync("workspace/executeCommand", """{"command":"no.such","arguments":[]}"""));
    }

    [Fact]
    public async Task Shown_and_partly_accepted_need_the_items_command_only_and_all_of_it_is_an_acceptance()
    {
        await using var editor = await StartAsync();
        var item = Assert.Single(await editor.CompleteAsync(Uri, SampleCode.Start));
        var reported = $$"""{"command":{{item.GetProperty("command")}} }""";
        await editor.TellAsync("textDocument/didShowCompletion", $$"""{"item":{{reported}} }""");
        await editor.TellAsync("textDocument/didPartiallyAcceptCompletion", $$"""{"item":{{reported}},"acceptedLength":9}""");
        Assert.Equal((1, 1, 0), await ReportedAsync(editor));
        await editor.TellAsync("textDocument/didPartiallyAcceptCompletion", $$"""{"item":{{item}},"acceptedLength":{{item.GetProperty("insertText").GetString()!.Length}} }""");
        Assert.Equal((1, 1, 1), await ReportedAsync(editor));
    }

    [Fact]
    public async Task The_status_comes_in_the_forms_of_all_clients()
    {
        await using var editor = await StartAsync();
        var status = await editor.NextAsync("didChangeStatus");
        Assert.Equal(("Normal", false), (status.GetProperty("kind").GetString(), status.GetProperty("busy").GetBoolean()));
        Assert.Equal(JsonValueKind.String, status.GetProperty("message").ValueKind);
        var categories = (await editor.NextAsync("didChangeStatus/v2")).GetProperty("statuses").EnumerateArray().ToDictionary(entry => entry.GetProperty("category").GetString()!);
        Assert.Equal("OK", categories["auth"].GetProperty("result").GetProperty("status").GetString());
        Assert.False(categories["completion"].GetProperty("busy").GetBoolean());

        await editor.TellAsync("workspace/didChangeConfiguration", """{"settings":{"localcascade":{"enabled":false}}}""");
        Assert.Equal("Inactive", (await editor.NextAsync("statusNotification")).GetProperty("status").GetString());
        Assert.Equal("Inactive", (await editor.NextAsync("didChangeStatus")).GetProperty("kind").GetString());
    }

    [Fact]
    public async Task Older_clients_are_not_bothered_with_the_newest_form_of_the_status()
    {
        await using var editor = new TestEditor();
        await editor.StartAsync("""{"editorInfo":{"name":"emacs","version":"30.2"},"editorPluginInfo":{"name":"lsp-copilot","version":"10.0.0"},"editorConfig":{"enableAutoCompletions":true,"disabledLanguages":null},"name":"emacs","version":"0.1.0"}""");
        await editor.NextAsync("didChangeStatus");
        Assert.Equal(0, await editor.CountAsync("didChangeStatus/v2"));
        Assert.Equal(0, await editor.CountAsync("window/showMessage"));
    }

    [Fact]
    public async Task Nobody_has_to_sign_in_where_there_is_no_cloud()
    {
        await using var editor = await StartAsync();
        foreach (var parameters in new[] { "{}", """{"options":{"localChecksOnly":true}}""" })
        {
            var status = await editor.AskAsync("checkStatus", parameters);
            Assert.Equal(("OK", Environment.UserName), (status.GetProperty("status").GetString(), status.GetProperty("user").GetString()));
        }

        Assert.Equal("AlreadySignedIn", (await editor.AskAsync("signIn", "{}")).GetProperty("status").GetString());
        Assert.Equal("AlreadySignedIn", (await editor.AskAsync("signInInitiate", """{"_":true}""")).GetProperty("status").GetString());
        Assert.Equal("OK", (await editor.AskAsync("signInConfirm", """{"userCode":"ABCD-EFGH"}""")).GetProperty("status").GetString());
        Assert.Equal("OK", (await editor.AskAsync("workspace/executeCommand", """{"command":"github.copilot.finishDeviceFlow","arguments":[]}""")).GetProperty("status").GetString());
    }

    [Fact]
    public async Task Panels_get_their_items_by_progress_or_in_the_answer()
    {
        await using var editor = await StartAsync();
        var question = $$"""{"textDocument":{"uri":"{{Uri}}","version":1},"position":{{Cursor}}""";
        var item = Assert.Single((await editor.AskAsync("textDocument/copilotPanelCompletion", question + "}")).GetProperty("items").EnumerateArray());
        Assert.Equal("github.copilot.didAcceptPanelCompletionItem", item.GetProperty("command").GetProperty("command").GetString());
        Assert.True((await editor.AskAsync("workspace/executeCommand", item.GetProperty("command").ToString())).GetBoolean());

        Assert.Equal(0, (await editor.AskAsync("textDocument/copilotPanelCompletion", question + ",\"partialResultToken\":7}")).GetProperty("items").GetArrayLength());
        var progress = await editor.NextAsync("$/progress");
        Assert.Equal(7, progress.GetProperty("token").GetInt32());
        Assert.Equal(1, progress.GetProperty("value").GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task What_is_not_done_here_is_answered_so_that_no_client_minds()
    {
        await using var editor = await StartAsync();
        Assert.Equal(0, (await editor.AskAsync("textDocument/copilotInlineEdit", $$"""{"textDocument":{"uri":"{{Uri}}","version":1},"position":{{Cursor}} }""")).GetProperty("edits").GetArrayLength());
        Assert.Equal("lint", (await editor.AskAsync("context/registerProviders", """{"providers":[{"id":"lint","selector":["*"]}]}""")).GetProperty("registered")[0].GetString());
        Assert.Equal(JsonValueKind.Array, (await editor.AskAsync("copilot/models", """{"_":true}""")).ValueKind);
        Assert.Contains("Version", (await editor.AskAsync("debug/diagnostics", "{}")).GetProperty("report").GetString(), StringComparison.Ordinal);
        Assert.NotEqual("", (await editor.AskAsync("getVersion", "{}")).GetProperty("version").GetString());
        Assert.Equal("OK", (await editor.AskAsync("telemetry/exception", """{"transaction":"x","stacktrace":"y"}""")).GetString());
        Assert.Equal(RpcErrorCodes.MethodNotFound, await editor.AskWronglyAsync("conversation/create", "{}"));
        foreach (var (method, parameters) in new[]
        {
            ("textDocument/didFocus", "{}"),
            ("textDocument/didFocus", $$"""{"textDocument":{"uri":"{{Uri}}"} }"""),
            ("textDocument/didShowInlineEdit", """{"item":{"command":{"arguments":["x"]}}}"""),
            ("context/update", "{}"),
            ("github/didChangeAuth", "{}"),
            ("$/setTrace", """{"value":"off"}"""),
            ("workspace/didChangeConfiguration", """{"settings":{"http":{"proxy":null,"proxyStrictSSL":true,"proxyKerberosServicePrincipal":"spn"},"telemetry":{"telemetryLevel":"all"},"github-enterprise":{"uri":"https://github.example"},"github":{"copilot":{"selectedCompletionModel":""}}}}"""),
        })
        {
            await editor.TellAsync(method, parameters);
        }

        Assert.Equal(0, await editor.CountAsync("window/showMessage"));
    }

    private static string Cursor
    {
        get
        {
            var lines = SampleCode.Start.Split('\n');
            return $$"""{"line":{{lines.Length - 1}},"character":{{lines[^1].Length}} }""";
        }
    }

    private static async Task<TestEditor> StartAsync(int version = 1)
    {
        var editor = new TestEditor();
        await editor.StartAsync(Client);
        await editor.OpenAsync(Uri, "typescript", SampleCode.Start, version);
        return editor;
    }

    private static async Task<(int Shown, int PartlyAccepted, int Accepted)> ReportedAsync(TestEditor editor)
    {
        var status = await editor.AskAsync("localcascade/status", "{}");
        return (status.GetProperty("shown").GetInt32(), status.GetProperty("partiallyAccepted").GetInt32(), status.GetProperty("accepted").GetInt32());
    }
}
