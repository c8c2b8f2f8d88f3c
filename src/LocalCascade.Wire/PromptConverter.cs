using System.Text.Json;
using System.Text.Json.Serialization;

namespace LocalCascade.Wire;

// OpenAI's clients may send a prompt as a list of one.
internal sealed class PromptConverter : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return reader.GetString();
        }

        if (reader.TokenType == JsonTokenType.StartArray && reader.Read() && reader.TokenType == JsonTokenType.String)
        {
            var text = reader.GetString();
            if (reader.Read() && reader.TokenType == JsonTokenType.EndArray)
            {
                return text;
            }
        }

        throw new JsonException("'prompt' has to be one text (or a list with one text); several prompts and token ids are not supported.");
    }

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}
