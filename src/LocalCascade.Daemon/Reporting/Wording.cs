using System.Globalization;

namespace LocalCascade.Daemon.Reporting;

/// <summary>Numbers and codes as people read them.</summary>
internal static class Wording
{
    public const string Nothing = "–";

    private static readonly Dictionary<string, string> Words = new(StringComparer.Ordinal)
    {
        ["workspace"] = "Your own code",
        ["model"] = "Local model",
        ["cache"] = "Already at hand",
        ["cloud"] = "Cloud",
        ["none"] = "No answer",
        ["cancelled"] = "Cancelled",
        ["local-sure"] = "The local tier was sure",
        ["local-asked"] = "Local tier only, as asked",
        ["cloud-asked"] = "The cloud, as asked",
        ["escalated-unsure"] = "To the cloud: local tier unsure",
        ["escalated-syntax"] = "To the cloud: the draft broke the syntax",
        ["escalated-rejected"] = "To the cloud: the local text was dismissed",
        ["escalated-again"] = "To the cloud: asked for a second time",
        ["kept-rule"] = "Kept here: a rule for this file",
        ["kept-budget"] = "Kept here: the hour's budget is spent",
        ["kept-circuit"] = "Kept here: the cloud is failing",
        ["kept-no-cloud"] = "Kept here: there is no cloud",
        ["Disabled"] = "Switched off here",
        ["Excluded"] = "The file is left alone",
        ["Unsuitable"] = "Not a place for suggestions",
        ["NotReady"] = "The model was not ready",
        ["NothingFound"] = "Nothing to say",
        ["LowConfidence"] = "Not sure enough",
        ["Dismissed"] = "Dismissed at that place before",
        ["Filtered"] = "Nothing fit to be shown",
        ["TooLarge"] = "The document is too large",
        ["NoCloud"] = "The cloud gave no answer",
        ["queued"] = "While waiting its turn",
        ["prefill"] = "Reading the prompt",
        ["decode"] = "Generating",
        ["debounce"] = "Before the cloud was asked",
        ["done"] = "With the answer ready",
        ["won"] = "Shown",
        ["late"] = "Too late",
        ["failed"] = "Failed",
        ["unusable"] = "Not usable",
    };

    /// <summary>A code in words; a code that is not known, as it is.</summary>
    public static string Of(string code) => Words.GetValueOrDefault(code, code);

    /// <summary>A cancelled request's stage in words.</summary>
    public static string Stage(string code) => code switch
    {
        "workspace" => "Looking at your own code",
        "cloud" => "Waiting for the cloud",
        _ => Of(code),
    };

    public static string Percent(double? share) => share switch
    {
        null => Nothing,
        0 or 1 => $"{share * 100} %",
        _ => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.0} %"),
    };

    /// <summary>A time with about two digits that matter.</summary>
    public static string Milliseconds(double? time) => time switch
    {
        null => Nothing,
        < 0.995 => string.Create(CultureInfo.InvariantCulture, $"{time:0.##} ms"),
        < 9.95 => string.Create(CultureInfo.InvariantCulture, $"{time:0.#} ms"),
        < 9950 => string.Create(CultureInfo.InvariantCulture, $"{time:#,0} ms"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{time / 1000:0.#} s"),
    };

    public static string Count(long count) => count.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>A large count in short: 12.3k, 4.5M.</summary>
    public static string Short(double count) => count switch
    {
        < 10_000 => count.ToString("#,0", CultureInfo.InvariantCulture),
        < 999_500 => string.Create(CultureInfo.InvariantCulture, $"{count / 1000:0.#}k"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{count / 1_000_000:0.##}M"),
    };

    public static string Money(double? sum, string currency) => sum is { } money ? string.Create(CultureInfo.InvariantCulture, $"{currency} {(money is > 0 and < 1 ? $"{money:0.00#}" : $"{money:#,0.00}")}") : Nothing;

    public static string Date(DateTimeOffset time) => time.ToString("d MMM yyyy", CultureInfo.InvariantCulture);
}
