using System.Text.RegularExpressions;

namespace LocalCascade.Yardstick;

/// <summary>The packages that the embedded model was trained on, as models/training/sources.toml names them.</summary>
internal static partial class TrainingList
{
    /// <summary>Their names, without those that the list holds out.</summary>
    public static IReadOnlySet<string> Parse(string toml) =>
        toml.Split("[[source]]").Skip(1)
            .Where(source => !HeldOut().IsMatch(source))
            .Select(source => Name().Match(source))
            .Where(match => match.Success)
            .Select(match => match.Groups[1].Value)
            .ToHashSet(StringComparer.Ordinal);

    [GeneratedRegex("""^name\s*=\s*"([^"]+)"\s*$""", RegexOptions.Multiline)]
    private static partial Regex Name();

    [GeneratedRegex("""^held_out\s*=\s*true\s*$""", RegexOptions.Multiline)]
    private static partial Regex HeldOut();
}
