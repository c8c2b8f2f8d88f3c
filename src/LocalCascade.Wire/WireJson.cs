using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace LocalCascade.Wire;

/// <summary>Reads and writes the wire types as JSON in snake case, leaving out what is null.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CompletionBody))]
[JsonSerializable(typeof(CompletionChunk))]
[JsonSerializable(typeof(ModelList))]
[JsonSerializable(typeof(ErrorBody))]
[JsonSerializable(typeof(TokenRequest))]
[JsonSerializable(typeof(TokenResponse))]
[JsonSerializable(typeof(SignInMethods))]
public sealed partial class WireJson : JsonSerializerContext
{
    /// <summary>
    /// What everything here is read and written with: code is full of quotes and angle brackets, which the default writes in six
    /// bytes each so that they may stand in HTML, where these never stand.
    /// </summary>
    public static WireJson Relaxed => Holder.Instance;

    // Apart, so that it is made after the generated Default.
    private static class Holder
    {
        public static readonly WireJson Instance = new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }
}
