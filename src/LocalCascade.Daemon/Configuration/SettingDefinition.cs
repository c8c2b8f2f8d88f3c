using System.Globalization;
using System.Text.Json;

namespace LocalCascade.Daemon.Configuration;

/// <summary>One setting: its name, its values, and how it takes effect.</summary>
/// <param name="Key">Its name in files and on the command line.</param>
/// <param name="Kind">What its value looks like.</param>
/// <param name="Description">One sentence for a person.</param>
/// <param name="Get">Its value in effect, for printing.</param>
/// <param name="Set">The settings with it set; gets a bool, long, double, string or list of strings, by its kind.</param>
/// <param name="Least">The least number allowed.</param>
/// <param name="Most">The greatest number allowed.</param>
/// <param name="Values">The words allowed; null for any.</param>
/// <param name="Restrict">
/// For settings that a workspace's file may set: the tighter of the value in effect and the workspace's. Null for those
/// that only the user sets: a repository that is cloned must not choose libraries to load or open what the user closed.
/// </param>
internal sealed record SettingDefinition(
    string Key,
    SettingKind Kind,
    string Description,
    Func<DaemonSettings, object> Get,
    Func<DaemonSettings, object, DaemonSettings> Set,
    double Least = 0,
    double Most = 0,
    string[]? Values = null,
    Func<object, object, object>? Restrict = null)
{
    /// <summary>Its environment variable: LOCALCASCADE_MODEL_THRESHOLD for modelThreshold.</summary>
    public string Variable => "LOCALCASCADE_" + string.Concat(Key.Select((c, i) => char.IsUpper(c) && i > 0 ? $"_{c}" : char.ToUpperInvariant(c).ToString()));

    /// <summary>What values it takes, for messages.</summary>
    public string Expected => Kind switch
    {
        SettingKind.Flag => "true or false",
        SettingKind.Integer => string.Create(CultureInfo.InvariantCulture, $"a whole number from {Least} to {Most}"),
        SettingKind.Fraction => string.Create(CultureInfo.InvariantCulture, $"a number from {Least} to {Most}"),
        SettingKind.List => "a list of strings",
        _ => Values is null ? "a string" : $"one of {string.Join(", ", Values)}",
    };

    /// <summary>Reads a value from JSON; null when it does not fit.</summary>
    public object? Read(JsonElement value) => Kind switch
    {
        SettingKind.Flag => value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : null,
        SettingKind.Integer => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var whole) && whole >= Least && whole <= Most ? whole : null,
        SettingKind.Fraction => value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number >= Least && number <= Most ? number : null,
        SettingKind.List => value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(v => v.ValueKind == JsonValueKind.String) ? value.EnumerateArray().Select(v => v.GetString()!).ToArray() : null,
        _ => value.ValueKind == JsonValueKind.String && value.GetString() is { } text && (Values is null || Values.Contains(text, StringComparer.OrdinalIgnoreCase)) ? text : null,
    };

    /// <summary>Reads a value from text: an environment variable's or the command line's. Lists are separated by commas.</summary>
    public object? Read(string text) => Kind switch
    {
        SettingKind.Flag => text is "1" or "true" or "True" ? true : text is "0" or "false" or "False" ? false : null,
        SettingKind.Integer => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) && whole >= Least && whole <= Most ? whole : null,
        SettingKind.Fraction => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= Least && number <= Most ? number : null,
        SettingKind.List => text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
        _ => Values is null || Values.Contains(text, StringComparer.OrdinalIgnoreCase) ? text : null,
    };

    /// <summary>A value as it is written in a file.</summary>
    public static string Format(object value) => value switch
    {
        bool flag => flag ? "true" : "false",
        IEnumerable<string> list => $"[{string.Join(", ", list.Select(v => $"\"{v}\""))}]",
        string text => $"\"{text}\"",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
