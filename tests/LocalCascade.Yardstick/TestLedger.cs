using System.Globalization;

namespace LocalCascade.Yardstick;

/// <summary>
/// test-runs.md: every question that was ever put to the test set, committed with the code, so that asking again and again until
/// the numbers please can be seen. Written before the first answer: a run that is broken off has been asked too.
/// </summary>
internal static class TestLedger
{
    public const string File = "tests/LocalCascade.Yardstick/test-runs.md";

    /// <summary>Adds a run.</summary>
    public static void Add(string path, DateTimeOffset at, string revision, Options options, IEnumerable<string> sources) =>
        System.IO.File.AppendAllText(path, Line(at, revision, options, sources));

    internal static string Line(DateTimeOffset at, string revision, Options options, IEnumerable<string> sources)
    {
        var note = options.Note.ReplaceLineEndings(" ").Replace('|', '/').Trim();
        return string.Create(CultureInfo.InvariantCulture, $"| {at.UtcDateTime:yyyy-MM-dd HH:mm} | {revision} | {options.Set} | {options.Seed} | {options.Items} + {options.Blocks} | {string.Join(", ", sources)} | {note} |\n");
    }
}
