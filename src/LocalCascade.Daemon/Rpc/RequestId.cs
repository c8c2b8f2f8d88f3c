using System.Text.Json;

namespace LocalCascade.Daemon.Rpc;

/// <summary>A request's id: echoed as it came, a number as a number and a string as a string, and compared by value.</summary>
/// <param name="Json">The id as it was written.</param>
/// <param name="Key">The same for the same value: 1 and 1.0 are one id.</param>
internal readonly record struct RequestId(string Json, string Key)
{
    public static bool TryRead(JsonElement element, out RequestId id)
    {
        var raw = element.ValueKind is JsonValueKind.Number or JsonValueKind.String ? element.GetRawText() : "";
        var key = element.ValueKind == JsonValueKind.Number && element.TryGetDouble(out var number) && number == Math.Floor(number) && Math.Abs(number) < 1e15
            ? ((long)number).ToString(System.Globalization.CultureInfo.InvariantCulture)
            : raw;
        id = new(raw, key);
        return raw.Length is > 0 and <= 256;
    }

    public bool Equals(RequestId other) => Key == other.Key;

    public override int GetHashCode() => Key.GetHashCode(StringComparison.Ordinal);
}
