using System.Text.Json.Serialization;

namespace LocalCascade.Daemon.Cloud;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ProviderMetadata))]
[JsonSerializable(typeof(DeviceAuthorization))]
[JsonSerializable(typeof(ProviderTokens))]
internal sealed partial class OidcJson : JsonSerializerContext;
