using System.Globalization;
using LocalCascade.Completion.Cloud;

namespace LocalCascade.Completion.Cascade;

/// <summary>
/// Names what made an answer: the sources that were switched on and the settings that decide what they may say. Engines share the
/// answers of those that would have answered the same; a text from a source that is off in one editor is not served there.
/// </summary>
internal static class AnswerMaker
{
    /// <param name="settings">What was asked under.</param>
    /// <param name="modelFolder">The model; null for none.</param>
    /// <param name="cloud">The cloud; null for none.</param>
    public static string Of(EngineSettings settings, string? modelFolder, CloudSettings? cloud) => string.Join('\n',
    [
        // Who speaks.
        Text(settings.UseWorkspace),
        settings.UseModel ? modelFolder ?? "" : "",
        cloud is null ? "" : $"{cloud.Url} {cloud.Model}",

        // How sure it has to be, and who is asked when it is not.
        Text(settings.WorkspaceThreshold),
        Text(settings.ModelThreshold),
        Text(settings.CloudThreshold),
        Text(settings.Escalate),
        Text(settings.EscalateBrokenSyntax),
        Text(settings.WorkspaceEscalationThreshold),
        Text(settings.ModelEscalationThreshold),
        Text(settings.EscalationThresholds),
        Text(settings.ConfidenceTokens),
        settings.ConfidenceStatistic.ToString(),

        // About which files, and from which.
        Text(settings.LocalOnlyLanguages),
        Text(settings.LocalOnlyPatterns),
        Text(settings.OffPatterns),
        Text(settings.RespectGitIgnore),

        // From how much, and how much of it.
        Text(settings.PromptTokens),
        Text(settings.SingleLine),
        Text(settings.MaxLineTokens),
        Text(settings.MaxBlockTokens),
    ]);

    private static string Text<T>(T value)
        where T : IFormattable => value.ToString(null, CultureInfo.InvariantCulture);

    private static string Text(bool value) => value ? "1" : "0";

    // Of patterns and languages, none of which holds a tab.
    private static string Text(IReadOnlyList<string> values) => string.Join('\t', values);
}
