namespace LocalCascade.EndToEnd;

/// <summary>What a user of VS Code sees and does: the packed extension in a real VS Code, with real keys; screenshots go to artifacts/screenshots/vscode.</summary>
public sealed class VsCodeTests(VsCode code) : IClassFixture<VsCode>
{
    [SkippableTheory]
    [InlineData("ghost-text-is-shown-while-typing")]
    [InlineData("typing-along-shrinks-the-ghost-text-without-a-flicker")]
    [InlineData("typing-faster-than-any-answer-never-shows-stale-text")]
    [InlineData("another-key-than-the-next-takes-the-ghost-text-away")]
    [InlineData("the-suggest-widgets-choice-is-continued")]
    [InlineData("tab-accepts")]
    [InlineData("a-word-is-accepted")]
    [InlineData("a-line-of-several-is-accepted")]
    [InlineData("escape-rejects")]
    [InlineData("one-undo-takes-an-accepted-text-back")]
    [InlineData("a-bracket-that-the-editor-closed-is-not-doubled")]
    [InlineData("a-quote-and-a-bracket-that-the-editor-closed-are-not-doubled")]
    [InlineData("several-lines-keep-the-files-tabs")]
    [InlineData("a-file-with-crlf-keeps-its-line-ends")]
    [InlineData("several-lines-in-a-file-with-crlf")]
    [InlineData("emoji-stand-before-the-cursor")]
    [InlineData("an-untitled-file")]
    [InlineData("a-cell-of-a-notebook")]
    [InlineData("a-workspace-of-several-folders")]
    [InlineData("restricted-mode")]
    [InlineData("a-killed-daemon-comes-back-without-a-word")]
    [InlineData("shown-accepted-and-rejected-are-counted")]
    [InlineData("observing: shown-accepted-and-rejected-are-counted")]
    [InlineData("the-status-bar-says-ready")]
    [InlineData("the-embedded-model-answers-where-the-predictor-does-not")]
    [InlineData("the-status-bar-says-offline")]
    [InlineData("a-language-is-paused-by-the-menu-and-resumed")]
    [InlineData("a-wrong-path-is-an-error-that-says-what-to-do")]
    public async Task In_VS_Code(string scenario)
    {
        Skip.If(VsCode.Missing is not null, VsCode.Missing);
        await code.RunAsync(scenario);
    }
}
