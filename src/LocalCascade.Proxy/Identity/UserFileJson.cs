using System.Text.Json.Serialization;

namespace LocalCascade.Proxy.Identity;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(UserFile))]
internal sealed partial class UserFileJson : JsonSerializerContext;
