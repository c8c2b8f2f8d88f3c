using LocalCascade.Inference.Decoding;

namespace LocalCascade.Completion;

/// <summary>Everything about completing that a person may set. Immutable; a change swaps the whole record.</summary>
public sealed record EngineSettings
{
    /// <summary>Whether anything is suggested at all.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>LSP language ids in which nothing is suggested.</summary>
    public IReadOnlyList<string> DisabledLanguages { get; init; } = [];

    /// <summary>Glob patterns (gitignore syntax) of files in which nothing is suggested and that no suggestion is taken from, beside secrets and what git ignores.</summary>
    public IReadOnlyList<string> OffPatterns { get; init; } = [];

    /// <summary>Glob patterns (gitignore syntax) of files that are completed on this machine only, whatever tier is configured.</summary>
    public IReadOnlyList<string> LocalOnlyPatterns { get; init; } = [];

    /// <summary>Whether files that git ignores are left alone.</summary>
    public bool RespectGitIgnore { get; init; } = true;

    /// <summary>Whether the workspace predictor may answer.</summary>
    public bool UseWorkspace { get; init; } = true;

    /// <summary>Whether the local model may answer.</summary>
    public bool UseModel { get; init; } = true;

    /// <summary>Calibrated confidence, 0 to 1, below which the workspace predictor's text is not shown. What the default buys is measured in docs/local-tier.md.</summary>
    public double WorkspaceThreshold { get; init; } = 0.4;

    /// <summary>Calibrated confidence, 0 to 1, below which the model's text is not shown.</summary>
    public double ModelThreshold { get; init; } = 0.5;

    /// <summary>Confidence, 0 to 1, below which the cloud's text is not shown: the geometric mean of its first tokens' probabilities, which no curve calibrates.</summary>
    public double CloudThreshold { get; init; } = 0.4;

    /// <summary>Whether the cloud is asked by itself where the local tier is unsure. Off, it is asked by name only.</summary>
    public bool Escalate { get; init; } = true;

    /// <summary>Calibrated confidence, 0 to 1, of the workspace predictor's text below which the cloud is asked.</summary>
    public double WorkspaceEscalationThreshold { get; init; } = 0.6;

    /// <summary>Confidence, 0 to 1, of the model's text below which the cloud is asked (MCCom, arXiv 2603.05974, takes about 0.8).</summary>
    public double ModelEscalationThreshold { get; init; } = 0.8;

    /// <summary>Thresholds that count instead of the two above, by language: <c>python=0.7</c>, <c>*=0.5</c> for the languages without one. What <c>localcascade calibrate</c> writes.</summary>
    public IReadOnlyList<string> EscalationThresholds { get; init; } = [];

    /// <summary>What of the first tokens' probabilities is the model's confidence.</summary>
    public ConfidenceStatistic ConfidenceStatistic { get; init; }

    /// <summary>Whether a local text that breaks the syntax around it escalates whatever its confidence (SynConfRoute, arXiv 2605.04894).</summary>
    public bool EscalateBrokenSyntax { get; init; } = true;

    /// <summary>LSP language ids that are completed on this machine only.</summary>
    public IReadOnlyList<string> LocalOnlyLanguages { get; init; } = [];

    /// <summary>How long after it was asked the cloud's first text may come, in milliseconds, 50 to 10000; then the local text counts.</summary>
    public int EscalationDeadlineMilliseconds { get; init; } = 500;

    /// <summary>How long after a keystroke the cloud is asked at the earliest, in milliseconds, 0 to 2000; -1 adapts to how the user types.</summary>
    public int CloudDebounceMilliseconds { get; init; } = -1;

    /// <summary>Whether parts of other open files are sent along with an escalated request.</summary>
    public bool SendContext { get; init; } = true;

    /// <summary>How long after a keystroke an unasked suggestion is begun at the earliest, in milliseconds, 0 to 5000; what is shown already stays while it is typed through.</summary>
    public int DelayMilliseconds { get; init; }

    /// <summary>Whether never more than the rest of the line is suggested.</summary>
    public bool SingleLine { get; init; }

    /// <summary>Who computes the next suggestion while one is shown, as if it were accepted.</summary>
    public PrefetchMode Prefetch { get; init; } = PrefetchMode.Local;

    /// <summary>How many of the model's first tokens the confidence is taken over (MCCom, arXiv 2603.05974), 1 to 16.</summary>
    public int ConfidenceTokens { get; init; } = 3;

    /// <summary>The most tokens generated for one line, 1 to 512.</summary>
    public int MaxLineTokens { get; init; } = 48;

    /// <summary>The most tokens generated for a block, 1 to 2048.</summary>
    public int MaxBlockTokens { get; init; } = 160;

    /// <summary>The most tokens of a prompt, 64 up to the model's own context length; 0 takes what the model was trained on.</summary>
    public int PromptTokens { get; init; }

    /// <summary>Budget of the workspace predictor's memory, in MiB, 1 to 4096.</summary>
    public int WorkspaceMemoryMegabytes { get; init; } = 64;

    /// <summary>Where the workspace's files that were read are kept for the next start, code included, readable for the user alone; empty keeps them in memory only.</summary>
    public string WorkspaceIndexFolder { get; init; } = "";

    /// <summary>How many recent answers are kept for type-through, 0 to 10000.</summary>
    public int CachedAnswers { get; init; } = 250;

    /// <summary>Documents above this many UTF-16 units get no suggestion.</summary>
    public int MaxDocumentLength { get; init; } = 8 * 1024 * 1024;

    /// <summary>The model: a folder's path, or a name known to <c>localcascade models</c>. Empty means the embedded one.</summary>
    public string Model { get; init; } = "";

    /// <summary>Execution provider: <c>auto</c>, <c>cpu</c>, <c>dml</c>, <c>webgpu</c>, <c>cuda</c>, <c>coreml</c>, or the name of a plug-in provider in <see cref="ProviderLibrary"/>.</summary>
    public string Provider { get; init; } = "auto";

    /// <summary>Path of a plug-in execution provider library (QNN, OpenVINO, VitisAI …); empty for none.</summary>
    public string ProviderLibrary { get; init; } = "";

    /// <summary>Threads that the runtime computes with, 1 to the machine's count; 0 takes the physical cores, at most 4.</summary>
    public int Threads { get; init; }
}
