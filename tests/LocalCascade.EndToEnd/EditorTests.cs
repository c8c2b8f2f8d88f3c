namespace LocalCascade.EndToEnd;

/// <summary>The published server, driven by npm's own LSP libraries as an editor does; the scenarios are in client/scenarios.mjs.</summary>
public class EditorTests
{
    [Theory]
    [InlineData("typing-utf-16")]
    [InlineData("typing-utf-8")]
    [InlineData("typing-utf-32")]
    [InlineData("an-edit-inside-a-surrogate-pair-keeps-the-document-in-step")]
    [InlineData("settings-of-the-editor-lie-over-its-options")]
    [InlineData("cancelled-requests-are-answered")]
    [InlineData("the-latest-request-of-a-document-wins")]
    [InlineData("a-thousand-requests-in-flight-are-all-answered")]
    [InlineData("the-model-answers-when-asked")]
    [InlineData("the-copilot-dialect")]
    [InlineData("a-rejected-text-is-not-shown-again")]
    [InlineData("secrets-and-ignored-files-are-left-alone")]
    [InlineData("a-file-that-another-program-writes-is-used-at-once")]
    [InlineData("line-endings-are-the-documents")]
    [InlineData("nothing-of-the-code-is-logged")]
    [InlineData("numbers-are-kept-and-reported-and-hold-no-code")]
    [InlineData("an-editor-that-wants-no-telemetry-gets-none")]
    [InlineData("a-fifty-megabyte-document")]
    [InlineData("the-server-ends-with-its-editor")]
    [InlineData("the-server-ends-when-the-process-it-watches-dies")]
    [InlineData("a-closed-standard-output-ends-the-server")]
    [InlineData("a-damaged-model-is-told-once-and-the-workspace-answers")]
    public async Task Scenario(string name)
    {
        await Scenarios.RunAsync("scenarios.mjs", name);
    }
}
