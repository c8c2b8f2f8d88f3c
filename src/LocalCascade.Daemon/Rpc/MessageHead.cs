using System.Text;
using System.Text.Json;

namespace LocalCascade.Daemon.Rpc;

/// <summary>What a relay has to know of a message to pass it on.</summary>
/// <param name="Id">The id as it is written; null for a notification.</param>
/// <param name="Method">Null for an answer.</param>
internal readonly record struct MessageHead(string? Id, string? Method)
{
    /// <summary>Reads the outermost members only; empty when the body is no message, which is for its receiver to say.</summary>
    public static MessageHead Read(ReadOnlySpan<byte> body)
    {
        string? id = null, method = null;
        try
        {
            var reader = new Utf8JsonReader(body);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return default;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var (isId, isMethod) = (reader.ValueTextEquals("id"u8), reader.ValueTextEquals("method"u8));
                reader.Read();
                if (isId && reader.TokenType is JsonTokenType.Number or JsonTokenType.String)
                {
                    var value = Encoding.UTF8.GetString(reader.ValueSpan);
                    id = reader.TokenType == JsonTokenType.String ? $"\"{value}\"" : value;
                }
                else if (isMethod && reader.TokenType == JsonTokenType.String)
                {
                    method = reader.GetString();
                }
                else
                {
                    reader.Skip();
                }
            }

            return new(id, method);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return default;
        }
    }
}
