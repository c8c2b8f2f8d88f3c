namespace LocalCascade.Completion.Telemetry;

/// <summary>
/// The words that may be stored. What comes from outside (an editor's name, a language id, a model's name) is cut down to
/// what such names are made of, so that nothing else finds its way in by them.
/// </summary>
internal static class Words
{
    private const int LongestName = 80;
    private const int LongestCode = 40;

    /// <summary>An editor's or a model's name; of a path its last part.</summary>
    public static string Name(string name)
    {
        var last = name.TrimEnd('/', '\\');
        last = last[(last.LastIndexOfAny(['/', '\\']) + 1)..];
        return new([.. last.Take(LongestName).Select(c => char.IsAsciiLetterOrDigit(c) || "-_.:+() ".Contains(c, StringComparison.Ordinal) ? c : '_')]);
    }

    /// <summary>A language id; what cannot be one is <c>other</c>.</summary>
    public static string Language(string language) => IsCode(language, "-_.+#") ? language.ToLowerInvariant() : "other";

    /// <summary>One of our own codes; what cannot be one is <c>other</c>.</summary>
    public static string Code(string code) => IsCode(code, "-_") ? code : "other";

    /// <summary>As the column <c>trigger</c> has it.</summary>
    public static string Of(CompletionTrigger trigger) => trigger == CompletionTrigger.Invoked ? "invoked" : "automatic";

    /// <summary>As the column <c>origin</c> has it.</summary>
    public static string Of(CompletionOrigin? origin) => origin switch
    {
        CompletionOrigin.Workspace => "workspace",
        CompletionOrigin.LocalModel => "model",
        CompletionOrigin.Cloud => "cloud",
        _ => "",
    };

    private static bool IsCode(string text, string signs) => text.Length <= LongestCode && text.All(c => char.IsAsciiLetterOrDigit(c) || signs.Contains(c, StringComparison.Ordinal));
}
