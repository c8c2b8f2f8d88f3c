using LocalCascade.Completion;
using LocalCascade.Completion.Cloud;
using LocalCascade.Inference.Decoding;
using Microsoft.Extensions.Logging;

namespace LocalCascade.Daemon.Configuration;

/// <summary>Every setting there is. `localcascade config` prints this table with the values in effect.</summary>
internal static class SettingDefinitions
{
    private static readonly string[] LogLevels = ["Trace", "Debug", "Information", "Warning", "Error", "None"];

    public static readonly IReadOnlyList<SettingDefinition> All =
    [
        Engine("enabled", SettingKind.Flag, "Whether anything is suggested.", s => s.Enabled, (s, v) => s with { Enabled = (bool)v }, restrict: And),
        Engine("disabledLanguages", SettingKind.List, "LSP language ids in which nothing is suggested.", s => s.DisabledLanguages, (s, v) => s with { DisabledLanguages = (string[])v }, restrict: Union),
        Engine("offPatterns", SettingKind.List, "Files, by gitignore patterns, in which nothing is suggested and from which nothing is taken.", s => s.OffPatterns, (s, v) => s with { OffPatterns = (string[])v }, restrict: Union),
        Engine("localOnlyPatterns", SettingKind.List, "Files, by gitignore patterns, that are completed on this machine only.", s => s.LocalOnlyPatterns, (s, v) => s with { LocalOnlyPatterns = (string[])v }, restrict: Union),
        Engine("respectGitIgnore", SettingKind.Flag, "Whether files that git ignores are left alone.", s => s.RespectGitIgnore, (s, v) => s with { RespectGitIgnore = (bool)v }, restrict: Or),
        Engine("useWorkspace", SettingKind.Flag, "Whether the workspace predictor may answer.", s => s.UseWorkspace, (s, v) => s with { UseWorkspace = (bool)v }, restrict: And),
        Engine("useModel", SettingKind.Flag, "Whether the local model may answer.", s => s.UseModel, (s, v) => s with { UseModel = (bool)v }, restrict: And),
        Engine("workspaceThreshold", SettingKind.Fraction, "Calibrated confidence below which the predictor's text is not shown unasked.", s => s.WorkspaceThreshold, (s, v) => s with { WorkspaceThreshold = (double)v }, most: 1, restrict: Greater),
        Engine("modelThreshold", SettingKind.Fraction, "Calibrated confidence below which the model's text is not shown unasked.", s => s.ModelThreshold, (s, v) => s with { ModelThreshold = (double)v }, most: 1, restrict: Greater),
        Engine("cloudThreshold", SettingKind.Fraction, "Confidence below which the cloud's text is not shown unasked.", s => s.CloudThreshold, (s, v) => s with { CloudThreshold = (double)v }, most: 1, restrict: Greater),
        Engine("escalate", SettingKind.Flag, "Whether the cloud is asked by itself where the local tier is unsure.", s => s.Escalate, (s, v) => s with { Escalate = (bool)v }, restrict: And),
        Engine("workspaceEscalationThreshold", SettingKind.Fraction, "Calibrated confidence of the predictor's text below which the cloud is asked.", s => s.WorkspaceEscalationThreshold, (s, v) => s with { WorkspaceEscalationThreshold = (double)v }, most: 1, restrict: Less),
        Engine("modelEscalationThreshold", SettingKind.Fraction, "Confidence of the model's text below which the cloud is asked.", s => s.ModelEscalationThreshold, (s, v) => s with { ModelEscalationThreshold = (double)v }, most: 1, restrict: Less),
        Engine("escalationThresholds", SettingKind.List, "Thresholds that count instead of these two, by language: python=0.7, *=0.5. `localcascade calibrate` finds them.", s => s.EscalationThresholds, (s, v) => s with { EscalationThresholds = (string[])v }),
        Engine("confidenceStatistic", SettingKind.Text, "What of the first tokens' probabilities is the model's confidence.", s => s.ConfidenceStatistic.ToString(), (s, v) => s with { ConfidenceStatistic = Enum.Parse<ConfidenceStatistic>((string)v, ignoreCase: true) }, values: Enum.GetNames<ConfidenceStatistic>()),
        Engine("escalateBrokenSyntax", SettingKind.Flag, "Whether a local text that breaks the syntax around it makes the cloud be asked, however sure it is.", s => s.EscalateBrokenSyntax, (s, v) => s with { EscalateBrokenSyntax = (bool)v }),
        Engine("localOnlyLanguages", SettingKind.List, "LSP language ids that are completed on this machine only.", s => s.LocalOnlyLanguages, (s, v) => s with { LocalOnlyLanguages = (string[])v }, restrict: Union),
        Engine("escalationDeadlineMilliseconds", SettingKind.Integer, "How long the cloud's first text is waited for; then the local text counts.", s => (long)s.EscalationDeadlineMilliseconds, (s, v) => s with { EscalationDeadlineMilliseconds = (int)(long)v }, least: 50, most: 10000),
        Engine("cloudDebounceMilliseconds", SettingKind.Integer, "How long after a keystroke the cloud is asked at the earliest; -1 adapts to how you type.", s => (long)s.CloudDebounceMilliseconds, (s, v) => s with { CloudDebounceMilliseconds = (int)(long)v }, least: -1, most: 2000),
        Engine("sendContext", SettingKind.Flag, "Whether parts of other open files are sent to the cloud along with the code around the cursor.", s => s.SendContext, (s, v) => s with { SendContext = (bool)v }, restrict: And),
        Engine("delayMilliseconds", SettingKind.Integer, "How long after a keystroke an unasked suggestion comes at the earliest; what is shown already stays while you type through it.", s => s.DelayMilliseconds, (s, v) => s with { DelayMilliseconds = (int)(long)v }, most: 5000),
        Engine("singleLine", SettingKind.Flag, "Whether never more than the rest of the line is suggested.", s => s.SingleLine, (s, v) => s with { SingleLine = (bool)v }, restrict: Or),
        Engine("prefetch", SettingKind.Text, "Who computes the next suggestion while one is shown: off, local, or cloud (more requests).", s => s.Prefetch.ToString(), (s, v) => s with { Prefetch = Enum.Parse<PrefetchMode>((string)v, ignoreCase: true) }, values: Enum.GetNames<PrefetchMode>()),
        Engine("confidenceTokens", SettingKind.Integer, "How many of the model's first tokens the confidence is taken over.", s => s.ConfidenceTokens, (s, v) => s with { ConfidenceTokens = (int)(long)v }, least: 1, most: 16),
        Engine("maxLineTokens", SettingKind.Integer, "The most tokens generated for the rest of a line.", s => s.MaxLineTokens, (s, v) => s with { MaxLineTokens = (int)(long)v }, least: 1, most: 512),
        Engine("maxBlockTokens", SettingKind.Integer, "The most tokens generated for a block.", s => s.MaxBlockTokens, (s, v) => s with { MaxBlockTokens = (int)(long)v }, least: 1, most: 2048),
        Engine("promptTokens", SettingKind.Integer, "The most tokens of a prompt; 0 takes what the model does best with.", s => s.PromptTokens, (s, v) => s with { PromptTokens = (int)(long)v }, most: 131072),
        Engine("workspaceMemoryMegabytes", SettingKind.Integer, "Budget of the workspace predictor's memory.", s => s.WorkspaceMemoryMegabytes, (s, v) => s with { WorkspaceMemoryMegabytes = (int)(long)v }, least: 1, most: 4096),
        Engine("workspaceIndexFolder", SettingKind.Text, "A folder where the workspace's files that were read are kept for the next start, code included; empty keeps them in memory only.", s => s.WorkspaceIndexFolder, (s, v) => s with { WorkspaceIndexFolder = (string)v }),
        Engine("cachedAnswers", SettingKind.Integer, "How many recent answers are kept for typing through them.", s => s.CachedAnswers, (s, v) => s with { CachedAnswers = (int)(long)v }, most: 10000),
        Engine("maxDocumentLength", SettingKind.Integer, "Documents longer than this (UTF-16 units) get no suggestion.", s => s.MaxDocumentLength, (s, v) => s with { MaxDocumentLength = (int)(long)v }, most: 1_000_000_000),
        Engine("model", SettingKind.Text, "The model: a folder, or a name that `localcascade models list` shows; empty for the embedded one.", s => s.Model, (s, v) => s with { Model = (string)v }),
        Engine("provider", SettingKind.Text, "What the model runs on: auto, cpu, dml, webgpu, cuda, coreml, or a plug-in provider's name.", s => s.Provider, (s, v) => s with { Provider = (string)v }),
        Engine("providerLibrary", SettingKind.Text, "A plug-in execution provider's library (QNN, OpenVINO, VitisAI …).", s => s.ProviderLibrary, (s, v) => s with { ProviderLibrary = (string)v }),
        Engine("threads", SettingKind.Integer, "Threads that the model computes with; 0 chooses.", s => s.Threads, (s, v) => s with { Threads = (int)(long)v }, most: 256),
        Cloud("cloudUrl", SettingKind.Text, "The cloud tier's URL; empty takes the one signed in at, if any.", s => s.Url, (s, v) => s with { Url = (string)v }),
        Cloud("cloudModel", SettingKind.Text, "The cloud's model; empty takes its default.", s => s.Model, (s, v) => s with { Model = (string)v }),
        Cloud("cloudDeadlineMilliseconds", SettingKind.Integer, "How long the cloud's answer may take.", s => (long)s.DeadlineMilliseconds, (s, v) => s with { DeadlineMilliseconds = (int)(long)v }, least: 100, most: 60000),
        Cloud("cloudRequestsPerHour", SettingKind.Integer, "The most requests to the cloud in an hour; 0 for no limit.", s => (long)s.RequestsPerHour, (s, v) => s with { RequestsPerHour = (int)(long)v }, most: 1_000_000),
        Cloud("cloudTokensPerHour", SettingKind.Integer, "The most tokens sent to and received from the cloud in an hour; 0 for no limit.", s => (long)s.TokensPerHour, (s, v) => s with { TokensPerHour = (int)(long)v }, most: 1_000_000_000),
        Cloud("cloudFailuresBeforePause", SettingKind.Integer, "After this many failures in a row the cloud is left alone for a while.", s => (long)s.FailuresBeforePause, (s, v) => s with { FailuresBeforePause = (int)(long)v }, least: 1, most: 100),
        Cloud("cloudPauseSeconds", SettingKind.Integer, "How long it is left alone at first; twice as long each time it fails again.", s => (long)s.PauseSeconds, (s, v) => s with { PauseSeconds = (int)(long)v }, least: 1, most: 3600),
        Cloud("cloudAllowClearText", SettingKind.Flag, "Whether a cloud URL beyond this machine may be http: code and tokens then cross the network unprotected.", s => s.AllowClearText, (s, v) => s with { AllowClearText = (bool)v }),
        Cloud("cloudCaFile", SettingKind.Text, "A PEM file of certification authorities to trust besides the system's.", s => s.CaFile, (s, v) => s with { CaFile = (string)v }),
        Cloud("httpProxy", SettingKind.Text, "The HTTP proxy on the way to the cloud: a URL; empty for the system's; none for a direct connection.", s => s.HttpProxy, (s, v) => s with { HttpProxy = (string)v }),
        Cloud("httpNoProxy", SettingKind.List, "Hosts that are reached without httpProxy.", s => s.NoProxy.Split(',', StringSplitOptions.RemoveEmptyEntries), (s, v) => s with { NoProxy = string.Join(',', (string[])v) }),
        Cloud("httpProxyStrictSsl", SettingKind.Flag, "Whether server certificates are checked. Off, anyone on the way can read code and tokens.", s => s.StrictTls, (s, v) => s with { StrictTls = (bool)v }),
        Telemetry("telemetry", SettingKind.Text, "local keeps numbers about completions (never code) in a file on this machine; off keeps and exports nothing.", s => s.Mode, (s, v) => s with { Mode = ((string)v).ToLowerInvariant() }, values: [TelemetrySettings.Local, TelemetrySettings.Off], restrict: OffWins),
        Telemetry("telemetryRetentionDays", SettingKind.Integer, "Numbers older than this many days are deleted.", s => (long)s.RetentionDays, (s, v) => s with { RetentionDays = (int)(long)v }, least: 1, most: 3650),
        Telemetry("telemetryFile", SettingKind.Text, "The SQLite file of the numbers; empty for telemetry.db in the user's state folder.", s => s.File, (s, v) => s with { File = (string)v }),
        Telemetry("otlpEndpoint", SettingKind.Text, "An OpenTelemetry collector's URL (OTLP over HTTP) that gets the metrics too; empty for none. Not used while offline.", s => s.OtlpEndpoint, (s, v) => s with { OtlpEndpoint = (string)v }),
        Telemetry("cloudPricePerMillionInputTokens", SettingKind.Fraction, "What a million tokens sent to the cloud cost, for `localcascade report`; 0 for unknown.", s => s.CloudPricePerMillionInputTokens, (s, v) => s with { CloudPricePerMillionInputTokens = (double)v }, most: 1_000_000),
        Telemetry("cloudPricePerMillionOutputTokens", SettingKind.Fraction, "What a million tokens generated by the cloud cost, for `localcascade report`; 0 for unknown.", s => s.CloudPricePerMillionOutputTokens, (s, v) => s with { CloudPricePerMillionOutputTokens = (double)v }, most: 1_000_000),
        Telemetry("cloudCurrency", SettingKind.Text, "The money that those prices are in.", s => s.CloudCurrency, (s, v) => s with { CloudCurrency = (string)v }),
        new("offline", SettingKind.Flag, "Open no socket, whatever else is configured.", s => s.Offline, (s, v) => s with { Offline = (bool)v }, Restrict: Or),
        new("logLevel", SettingKind.Text, "What is logged, numbers and events only.", s => s.LogLevel.ToString(), (s, v) => s with { LogLevel = Enum.Parse<LogLevel>((string)v, ignoreCase: true) }, Values: LogLevels),
    ];

    /// <summary>The setting of a name, in any case; null for none.</summary>
    public static SettingDefinition? Find(string key) => All.FirstOrDefault(d => d.Key.Equals(key, StringComparison.OrdinalIgnoreCase));

    /// <summary>The setting whose name is most like <paramref name="key"/>, for "did you mean"; null when none is near.</summary>
    public static string? Nearest(string key)
    {
        var best = All.MinBy(d => Distance(d.Key, key))!;
        return Distance(best.Key, key) <= Math.Max(2, key.Length / 3) ? best.Key : null;
    }

    private static SettingDefinition Engine(string key, SettingKind kind, string description, Func<EngineSettings, object> get, Func<EngineSettings, object, EngineSettings> set, double least = 0, double most = 0, Func<object, object, object>? restrict = null, string[]? values = null) =>
        new(key, kind, description, s => get(s.Engine), (s, v) => s with { Engine = set(s.Engine, v) }, least, most, values, restrict);

    // None of these may come from a workspace: a cloned repository must not choose where code is sent.
    private static SettingDefinition Cloud(string key, SettingKind kind, string description, Func<CloudSettings, object> get, Func<CloudSettings, object, CloudSettings> set, double least = 0, double most = 0) =>
        new(key, kind, description, s => get(s.Cloud), (s, v) => s with { Cloud = set(s.Cloud, v) }, least, most);

    private static SettingDefinition Telemetry(string key, SettingKind kind, string description, Func<TelemetrySettings, object> get, Func<TelemetrySettings, object, TelemetrySettings> set, double least = 0, double most = 0, string[]? values = null, Func<object, object, object>? restrict = null) =>
        new(key, kind, description, s => get(s.Telemetry), (s, v) => s with { Telemetry = set(s.Telemetry, v) }, least, most, values, restrict);

    private static string OffWins(object mine, object theirs) =>
        TelemetrySettings.Off.Equals((string)theirs, StringComparison.OrdinalIgnoreCase) ? TelemetrySettings.Off : (string)mine;

    private static object And(object mine, object theirs) => (bool)mine && (bool)theirs;

    private static object Or(object mine, object theirs) => (bool)mine || (bool)theirs;

    private static object Greater(object mine, object theirs) => Math.Max((double)mine, (double)theirs);

    private static object Less(object mine, object theirs) => Math.Min((double)mine, (double)theirs);

    private static object Union(object mine, object theirs) => ((IEnumerable<string>)mine).Union((IEnumerable<string>)theirs).ToArray();

    // Levenshtein's, over short names.
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var above = row[j];
                var same = char.ToUpperInvariant(a[i - 1]) == char.ToUpperInvariant(b[j - 1]);
                row[j] = Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (same ? 0 : 1));
                diagonal = above;
            }
        }

        return row[^1];
    }
}
