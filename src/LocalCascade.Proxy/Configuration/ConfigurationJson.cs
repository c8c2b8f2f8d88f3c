using System.Text.Json;
using System.Text.Json.Serialization;

namespace LocalCascade.Proxy.Configuration;

// The records' properties are settable because the source generator gives init-only ones that are missing in the file their
// type's default instead of their own. Unknown names are errors: a misspelt limit that silently does nothing is worse than a start that fails.
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true,
    WriteIndented = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ProxyConfiguration))]
internal sealed partial class ConfigurationJson : JsonSerializerContext;
