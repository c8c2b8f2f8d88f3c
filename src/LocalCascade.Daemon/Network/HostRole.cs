using System.Text.Json.Serialization;

namespace LocalCascade.Daemon.Network;

/// <summary>What a host is to this program.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<HostRole>))]
internal enum HostRole
{
    /// <summary>The cloud tier's proxy.</summary>
    [JsonStringEnumMemberName("cloud")]
    Cloud,

    /// <summary>Where a person signs in.</summary>
    [JsonStringEnumMemberName("identityProvider")]
    IdentityProvider,

    /// <summary>An OpenTelemetry collector.</summary>
    [JsonStringEnumMemberName("collector")]
    Collector,

    /// <summary>An HTTP proxy on the way to others.</summary>
    [JsonStringEnumMemberName("httpProxy")]
    HttpProxy,
}
