using System.Text.Json;
using System.Text.Json.Serialization;

namespace LocalCascade.Yardstick;

/// <summary>Everything measured in one run.</summary>
/// <param name="Set">Which packages.</param>
/// <param name="Seed">Seed of the holes.</param>
/// <param name="Date">When, in UTC.</param>
/// <param name="Revision">What was checked out.</param>
/// <param name="Models">The model folders' names, the embedded one's first.</param>
/// <param name="Packages">What was measured on.</param>
/// <param name="TrainingSearched">Entries of the training list whose text was looked through for copies.</param>
/// <param name="TrainingPackages">Entries of the training list in all.</param>
/// <param name="Lines">Rests of lines; null where none were asked.</param>
/// <param name="Blocks">Bodies of blocks; null where none were asked.</param>
internal sealed record Report(
    string Set,
    int Seed,
    string Date,
    string Revision,
    IReadOnlyList<string> Models,
    IReadOnlyList<PackageFacts> Packages,
    int TrainingSearched,
    int TrainingPackages,
    Section? Lines,
    Section? Blocks)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    public string ToJson() => JsonSerializer.Serialize(this, Indented);
}
