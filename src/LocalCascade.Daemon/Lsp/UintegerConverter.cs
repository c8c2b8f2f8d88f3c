using System.Text.Json;
using System.Text.Json.Serialization;

namespace LocalCascade.Daemon.Lsp;

/// <summary>
/// LSP's uinteger as clients write it: 5, 5.0, or a number past every line's end for "to its end". Clamped to 0 … 2³¹−1, like the
/// positions themselves, which are clamped to the text.
/// </summary>
internal sealed class UintegerConverter : JsonConverter<int>
{
    public override int Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType != JsonTokenType.Number ? throw new JsonException()
        : reader.TryGetInt32(out var whole) ? Math.Max(0, whole)
        : (int)Math.Clamp(reader.GetDouble(), 0, int.MaxValue);

    public override void Write(Utf8JsonWriter writer, int value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
}
