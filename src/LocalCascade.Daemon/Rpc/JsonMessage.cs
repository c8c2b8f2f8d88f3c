using System.Text.Json;
using System.Text.Unicode;

namespace LocalCascade.Daemon.Rpc;

/// <summary>Reads a message's body.</summary>
internal static class JsonMessage
{
    /// <summary>Parses a body; it is the document's from here on, and halves of surrogate pairs in it are replaced.</summary>
    /// <exception cref="JsonException">It is not valid JSON in UTF-8.</exception>
    public static JsonDocument Parse(Memory<byte> body)
    {
        if (!Utf8.IsValid(body.Span))
        {
            // Unchecked it would throw only when the string that holds it is read.
            throw new JsonException("The message is not valid UTF-8.");
        }

        LoneSurrogates.Replace(body.Span);
        return JsonDocument.Parse(body);
    }
}
