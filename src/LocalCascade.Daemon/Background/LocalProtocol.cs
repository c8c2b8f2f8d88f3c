using System.Text.Json.Serialization;

namespace LocalCascade.Daemon.Background;

// What is said on the local connection beside LSP. Any two versions have to understand `hello`: members may be added, none
// taken away.

/// <summary>The methods' names.</summary>
internal static class LocalMethods
{
    /// <summary>First on a relay's connection: makes it an editor's session.</summary>
    public const string Hello = "localcascade/hello";

    /// <summary>Asks a session for a sign of life: answered at once, with null, whatever else is going on.</summary>
    public const string Ping = "localcascade/ping";

    /// <summary>Asks how the daemon is.</summary>
    public const string Status = "localcascade/daemonStatus";

    /// <summary>Asks the daemon to end.</summary>
    public const string Stop = "localcascade/daemonStop";

    /// <summary>Tells a relay that the daemon ends in good order: another is needed with the next request only.</summary>
    public const string Stopping = "localcascade/stopping";
}

/// <summary>Who is to be served, and how: an editor's session has its own settings, not those that the daemon was started under.</summary>
internal sealed record HelloParams
{
    public string Version { get; set; } = "";

    /// <summary>The user's folders for settings, data and state. A daemon that uses others is not for this editor.</summary>
    public string[] Folders { get; set; } = [];

    public string ConfigFile { get; set; } = "";

    /// <summary>The command line's settings, as <c>key=value</c>.</summary>
    public string[] Settings { get; set; } = [];

    /// <summary>The variables that may set something.</summary>
    public Dictionary<string, string> Environment { get; set; } = [];

    /// <summary>Where relative paths in settings begin.</summary>
    public string WorkingFolder { get; set; } = "";

    public string? LogFile { get; set; }

    /// <summary>The relay's process, for the log.</summary>
    public int ClientProcessId { get; set; }

    /// <summary>Requests to the editor are numbered from here on: an answer to another daemon's is told by its number.</summary>
    public int FirstRequestId { get; set; }
}

/// <param name="Accepted">Whether the connection is a session now.</param>
/// <param name="Retired">Whether the daemon has made way: another may be started.</param>
/// <param name="Reason">Why it is none.</param>
internal sealed record HelloResult(bool Accepted, bool Retired = false, string? Reason = null);

/// <summary>How the daemon is; the model is that of a session which has one, empty when none has.</summary>
internal sealed record DaemonStatus(int ProcessId, string Version, double UptimeSeconds, int Sessions, string Model, string ModelState, double MemoryMegabytes, bool Retired);

internal sealed record NoParams;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(HelloParams))]
[JsonSerializable(typeof(HelloResult))]
[JsonSerializable(typeof(DaemonStatus))]
[JsonSerializable(typeof(NoParams))]
internal sealed partial class LocalJsonContext : JsonSerializerContext;
