using System.Text.Json.Serialization;

namespace LocalCascade.Daemon.Cloud;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StoredSignIn))]
internal sealed partial class CloudJson : JsonSerializerContext;
