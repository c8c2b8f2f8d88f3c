using System.Text.Json.Serialization;

namespace LocalCascade.Daemon.Network;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(HostList))]
internal sealed partial class HostJson : JsonSerializerContext;
