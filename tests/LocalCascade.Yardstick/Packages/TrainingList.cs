using System.Text.RegularExpressions;

namespace LocalCascade.Yardstick;

/// <summary>The packages that the embedded model was trained on, as models/training/sources.toml names them.</summary>
internal static partial class TrainingList
{
    /// <summary>All but those that the list holds out.</summary>
    public static IReadOnlyList<TrainingPackage> Parse(string toml) =>
        [.. toml.Split("[[source]]").Skip(1)
            .Where(source => !HeldOut().IsMatch(source))
            .Select(source => new TrainingPackage(Read(Kind(), source), Read(Name(), source), ReadAll(Only(), source), ReadAll(Drop(), source)))];

    private static string Read(Regex key, string source) => key.Match(source) is { Success: true } match
        ? match.Groups[1].Value
        : throw new ArgumentException($"models/training/sources.toml holds a source without {key}: {source.Trim().Split('\n')[0]}");

    private static string[] ReadAll(Regex key, string source) =>
        [.. key.Match(source).Groups[1].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(value => value.Trim('"'))];

    [GeneratedRegex("""^name\s*=\s*"([^"]+)"\s*(?:#.*)?$""", RegexOptions.Multiline)]
    private static partial Regex Name();

    [GeneratedRegex("""^kind\s*=\s*"([^"]+)"\s*(?:#.*)?$""", RegexOptions.Multiline)]
    private static partial Regex Kind();

    [GeneratedRegex("""^only\s*=\s*\[([^\]]*)\]""", RegexOptions.Multiline)]
    private static partial Regex Only();

    [GeneratedRegex("""^drop\s*=\s*\[([^\]]*)\]""", RegexOptions.Multiline)]
    private static partial Regex Drop();

    [GeneratedRegex("""^held_out\s*=\s*true\s*(?:#.*)?$""", RegexOptions.Multiline)]
    private static partial Regex HeldOut();
}
