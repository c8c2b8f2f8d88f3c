using System.Text.Json;
using LocalCascade.Daemon.Evaluation;
using LocalCascade.Daemon.Hosting;
using LocalCascade.Daemon.Models;

namespace LocalCascade.Daemon.Configuration;

/// <summary>
/// The settings in effect, laid one over another: defaults, the user's config.json, the editor's settings, environment
/// variables, the command line; and last what each workspace's .localcascade.json tightens. Thresholds that nobody set are
/// those of calibration.json, while the model that it was made with is in use. A value that does not fit is told and left
/// out; the others hold.
/// </summary>
internal sealed class SettingsSource
{
    public const string UserFileName = "config.json";
    public const string WorkspaceFileName = ".localcascade.json";

    private readonly string _userFile;
    private readonly IReadOnlyList<string> _commandLine;
    private readonly IReadOnlyDictionary<string, string> _environment;
    private readonly string _workingFolder;
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private readonly List<string> _problems = [];
    private JsonElement _options;
    private bool _optionsMayHoldOthers;
    private JsonElement _editor;
    private JsonElement _http;
    private bool _editorWantsNoTelemetry;
    private IReadOnlyList<string> _workspaces = [];

    /// <param name="userFile">The user's file; null for the usual place.</param>
    /// <param name="commandLine">Settings from the command line, as <c>key=value</c>.</param>
    /// <param name="environment">Environment variables; null for this process's.</param>
    /// <param name="workingFolder">Where relative paths begin; null for this process's working folder.</param>
    public SettingsSource(string? userFile = null, IReadOnlyList<string>? commandLine = null, IReadOnlyDictionary<string, string>? environment = null, string? workingFolder = null)
    {
        _userFile = userFile ?? Path.Combine(UserFolders.Config, UserFileName);
        _commandLine = commandLine ?? [];
        _environment = environment ?? EnvironmentSettings.Read();
        _workingFolder = workingFolder ?? Environment.CurrentDirectory;
        Reload([]);
    }

    public string UserFile => _userFile;

    /// <summary>The settings in effect; swapped whole.</summary>
    public DaemonSettings Current { get; private set; } = new();

    /// <summary>For each setting that is not at its default: where its value came from.</summary>
    public IReadOnlyDictionary<string, string> Origins { get; private set; } = new Dictionary<string, string>();

    /// <summary>What was wrong when the settings were last read: sentences that name the place, the key and what fits.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>Takes the editor's initializationOptions; <see cref="Reload"/> brings them into effect.</summary>
    /// <param name="options">An object of our keys.</param>
    /// <param name="ignoreUnknown">Whether keys that are not ours are someone else's business.</param>
    public void SetInitializationOptions(JsonElement options, bool ignoreUnknown)
    {
        _options = options.Clone();
        _optionsMayHoldOthers = ignoreUnknown;
    }

    /// <summary>
    /// Takes the editor's section of settings, which lies over its initializationOptions: clients that have none answer with an
    /// empty object. <see cref="Reload"/> brings it into effect.
    /// </summary>
    public void SetEditor(JsonElement section) => _editor = section.Clone();

    /// <summary>Takes what the editor's own section <c>http</c> comes to in our keys. <see cref="Reload"/> brings it into effect, below our own section.</summary>
    public void SetHttp(JsonElement section) => _http = section.Clone();

    /// <summary>
    /// Takes the editor's own <c>telemetry.telemetryLevel</c>. Who says <c>off</c> there means every extension: no setting of ours
    /// overrules it. <see cref="Reload"/> brings it into effect.
    /// </summary>
    public void SetTelemetryLevel(string level) => _editorWantsNoTelemetry = level.Equals("off", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads everything again.</summary>
    public void Reload(IReadOnlyList<string> workspaces)
    {
        _workspaces = [.. workspaces];
        _problems.Clear();
        var origins = new Dictionary<string, string>(StringComparer.Ordinal);
        var settings = new DaemonSettings();
        settings = ApplyFile(settings, _userFile, origins);
        settings = ApplyObject(settings, _options, "the editor's initializationOptions", _optionsMayHoldOthers, origins);
        settings = ApplyObject(settings, _http, "the editor's http settings", ignoreUnknown: false, origins);
        settings = ApplyObject(settings, _editor, "the editor's settings", ignoreUnknown: false, origins);
        foreach (var definition in SettingDefinitions.All)
        {
            if (_environment.GetValueOrDefault(definition.Variable) is { Length: > 0 } text)
            {
                settings = ApplyText(settings, definition, text, $"the environment variable {definition.Variable}", origins);
            }
        }

        foreach (var pair in _commandLine)
        {
            settings = ApplyPair(settings, pair, origins);
        }

        foreach (var workspace in _workspaces)
        {
            settings = Restrict(settings, Path.Combine(workspace, WorkspaceFileName), origins);
        }

        if (_editorWantsNoTelemetry && settings.Telemetry.IsOn)
        {
            settings = settings with { Telemetry = settings.Telemetry with { Mode = TelemetrySettings.Off } };
            origins["telemetry"] = "the editor's telemetry.telemetryLevel";
        }

        (Current, Origins) = (ApplyCalibration(Root(settings), origins), origins);
    }

    /// <summary>Problems that were not taken before.</summary>
    public IReadOnlyList<string> TakeNewProblems() => [.. _problems.Where(_told.Add)];

    /// <summary>The folder of the model in effect; null with a reason when it is not to be found, or is switched off.</summary>
    public string? FindModelFolder(out string reason)
    {
        reason = "";
        if (!Current.Engine.UseModel)
        {
            reason = "The model is switched off by the setting useModel.";
            return null;
        }

        return ModelLibrary.Find(Current.Engine.Model, out reason, _workingFolder);
    }

    private DaemonSettings ApplyFile(DaemonSettings settings, string path, Dictionary<string, string> origins)
    {
        using var document = ReadFile(path);
        return document is null ? settings : ApplyObject(settings, document.RootElement, path, ignoreUnknown: false, origins);
    }

    // Lies below everything else, but is looked at last: it holds for one model only, which the others choose.
    private DaemonSettings ApplyCalibration(DaemonSettings settings, Dictionary<string, string> origins)
    {
        const string key = "escalationThresholds";
        var path = CalibrationFile.BesideSettings(_userFile);
        if (origins.ContainsKey(key) || !File.Exists(path))
        {
            return settings;
        }

        try
        {
            var folder = settings.Engine.UseModel ? ModelLibrary.Find(settings.Engine.Model, out _, _workingFolder) : null;
            var model = folder is null ? "" : Path.GetFileName(Path.TrimEndingDirectorySeparator(folder));
            if (CalibrationFile.Read(path) is not { EscalationThresholds.Length: > 0 } calibration || calibration.Model != model)
            {
                return settings;
            }

            // The same name does not make it the same model.
            if (folder is not null && calibration.ModelDigest != ModelDigest.Of(folder))
            {
                _problems.Add($"{path} is not used: {(calibration.ModelDigest.Length == 0 ? $"it is of an older form, which does not say with which weights of {model} it was measured." : $"it was measured with other weights of {model} than are in use.")} Make it anew: localcascade calibrate");
                return settings;
            }

            origins[key] = path;
            return SettingDefinitions.Find(key)!.Set(settings, calibration.EscalationThresholds);
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException)
        {
            _problems.Add($"{path} is not used: {(error is JsonException ? "it is damaged." : error.Message)} Make it anew: localcascade calibrate");
            return settings;
        }
    }

    private JsonDocument? ReadFile(string path)
    {
        try
        {
            var document = JsonDocument.Parse(File.ReadAllBytes(path), new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return document;
            }

            document.Dispose();
            _problems.Add($"{path} is not used: it has to hold one JSON object.");
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            // Nobody has to have settings.
        }
        catch (JsonException error)
        {
            _problems.Add($"{path} is not used: line {error.LineNumber + 1} is not valid JSON.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            _problems.Add($"{path} is not used: {error.Message}");
        }

        return null;
    }

    private DaemonSettings ApplyObject(DaemonSettings settings, JsonElement element, string place, bool ignoreUnknown, Dictionary<string, string> origins)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            return settings;
        }

        foreach (var property in element.EnumerateObject())
        {
            if (SettingDefinitions.Find(property.Name) is not { } definition)
            {
                if (!ignoreUnknown)
                {
                    _problems.Add(Unknown(property.Name, place));
                }
            }
            else if (definition.Read(property.Value) is { } value)
            {
                settings = definition.Set(settings, value);
                origins[definition.Key] = place;
            }
            else if (property.Value.ValueKind != JsonValueKind.Null && !(ignoreUnknown && property.Value.ValueKind == JsonValueKind.Object))
            {
                // None of ours is an object: among others' keys it is another's section of the same name, such as `telemetry`.
                _problems.Add(Misfit(definition, property.Value.GetRawText(), place));
            }
        }

        return settings;
    }

    private DaemonSettings ApplyPair(DaemonSettings settings, string pair, Dictionary<string, string> origins)
    {
        var equals = pair.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0)
        {
            _problems.Add($"'{pair}' on the command line is not of the form key=value.");
            return settings;
        }

        if (SettingDefinitions.Find(pair[..equals]) is not { } definition)
        {
            _problems.Add(Unknown(pair[..equals], "the command line"));
            return settings;
        }

        return ApplyText(settings, definition, pair[(equals + 1)..], "the command line", origins);
    }

    private DaemonSettings ApplyText(DaemonSettings settings, SettingDefinition definition, string text, string place, Dictionary<string, string> origins)
    {
        if (definition.Read(text) is not { } value)
        {
            _problems.Add(Misfit(definition, $"'{text}'", place));
            return settings;
        }

        origins[definition.Key] = place;
        return definition.Set(settings, value);
    }

    private DaemonSettings Restrict(DaemonSettings settings, string path, Dictionary<string, string> origins)
    {
        using var document = ReadFile(path);
        if (document is null)
        {
            return settings;
        }

        foreach (var property in document.RootElement.EnumerateObject())
        {
            if (SettingDefinitions.Find(property.Name) is not { } definition)
            {
                _problems.Add(Unknown(property.Name, path));
            }
            else if (definition.Restrict is null)
            {
                _problems.Add($"'{definition.Key}' in {path} is not used: a workspace may not set it. Set it in {_userFile}.");
            }
            else if (definition.Read(property.Value) is not { } value)
            {
                _problems.Add(Misfit(definition, property.Value.GetRawText(), path));
            }
            else
            {
                var mine = definition.Get(settings);
                var tighter = definition.Restrict(mine, value);
                if (SettingDefinition.Format(tighter) != SettingDefinition.Format(mine))
                {
                    settings = definition.Set(settings, tighter);
                    origins[definition.Key] = path;
                }
            }
        }

        return settings;
    }

    // Paths from here on mean the same whatever the working folder of the process that uses them. A library's bare name is no path.
    private DaemonSettings Root(DaemonSettings settings) => settings with
    {
        Engine = settings.Engine with
        {
            WorkspaceIndexFolder = Root(settings.Engine.WorkspaceIndexFolder),
            ProviderLibrary = Path.GetFileName(settings.Engine.ProviderLibrary) == settings.Engine.ProviderLibrary ? settings.Engine.ProviderLibrary : Root(settings.Engine.ProviderLibrary),
        },
        Cloud = settings.Cloud with { CaFile = Root(settings.Cloud.CaFile) },
    };

    private string Root(string path) => path.Length == 0 ? path : Path.GetFullPath(path, _workingFolder);

    private static string Unknown(string key, string place) =>
        $"'{key}' in {place} is not a setting{(SettingDefinitions.Nearest(key) is { } near ? $"; did you mean '{near}'?" : ".")} `localcascade config` lists them.";

    private static string Misfit(SettingDefinition definition, string value, string place) =>
        $"'{definition.Key}' in {place} is {value}, expected {definition.Expected}; it is left out.";
}
