using System.Globalization;
using LocalCascade.Inference.Decoding;

namespace LocalCascade.Completion.Cascade;

/// <summary>
/// Decides whether the local tier answers or the cloud is asked. In this order: who was asked for by name; what the user did
/// here; whether the local text fits the syntax; how sure the local tier is; whether the cloud may be asked at all. The idea
/// is MCCom's (arXiv 2603.05974), the syntax check SynConfRoute's (arXiv 2605.04894).
/// </summary>
internal static class CascadePolicy
{
    public static CascadeDecision Decide(CascadeFacts facts)
    {
        var decision = new CascadeDecision
        {
            Workspace = facts.Workspace,
            Model = facts.Model,
            RawModel = facts.RawModel,
            Tokens = facts.Tokens,
            Threshold = ThresholdOf(facts, facts.Workspace >= (facts.Model ?? 0) ? CompletionOrigin.Workspace : CompletionOrigin.LocalModel),
        };
        var (wish, why) = Wish(facts);
        if (wish == CascadeCode.LocalSure)
        {
            return decision with { Code = wish, Explanation = $"Local: {why}" };
        }

        if (facts.Tier == CompletionTier.Local || (facts.Tier == CompletionTier.Auto && !facts.Settings.Escalate))
        {
            var by = facts.Tier == CompletionTier.Local ? "only the local tier was asked for" : "escalating is switched off (setting escalate)";
            return decision with { Code = CascadeCode.LocalAsked, Explanation = $"Local: {why}, but {by}." };
        }

        return facts.FindObstacle() is { } obstacle
            ? decision with { Code = obstacle.Code, Explanation = $"Local: {why}, but the cloud is not asked: {obstacle.Explanation}" }
            : decision with { Code = wish, Explanation = $"Cloud: {why}." };
    }

    /// <summary>The confidence that a source's text has to have for the cloud not to be asked: the language's own, the one for all, or the source's.</summary>
    public static double ThresholdOf(EngineSettings settings, string languageId, CompletionOrigin origin)
    {
        double? forAll = null;
        foreach (var entry in settings.EscalationThresholds)
        {
            var separator = entry.IndexOf('=', StringComparison.Ordinal);
            if (separator > 0 && double.TryParse(entry.AsSpan(separator + 1), NumberStyles.Float, CultureInfo.InvariantCulture, out var threshold))
            {
                if (entry.AsSpan(0, separator).Trim().Equals(languageId, StringComparison.OrdinalIgnoreCase))
                {
                    return threshold;
                }

                forAll = entry.AsSpan(0, separator).Trim() is "*" ? threshold : forAll;
            }
        }

        return forAll ?? (origin == CompletionOrigin.Workspace ? settings.WorkspaceEscalationThreshold : settings.ModelEscalationThreshold);
    }

    private static (CascadeCode Code, string Why) Wish(CascadeFacts facts)
    {
        if (facts.Tier == CompletionTier.Cloud)
        {
            return (CascadeCode.CloudAsked, "it was asked for by name");
        }

        if (facts.RejectedHere)
        {
            return (CascadeCode.EscalatedRejected, "a suggestion was dismissed at this place");
        }

        if (facts.AskedAgain)
        {
            return (CascadeCode.EscalatedAgain, "a suggestion was asked for a second time at this place");
        }

        var isSure = facts.Workspace >= ThresholdOf(facts, CompletionOrigin.Workspace) || facts.Model >= ThresholdOf(facts, CompletionOrigin.LocalModel);
        if (isSure && facts.BreaksSyntax && facts.Settings.EscalateBrokenSyntax)
        {
            return (CascadeCode.EscalatedSyntax, $"the local text breaks the syntax around it ({Describe(facts)})");
        }

        return isSure
            ? (CascadeCode.LocalSure, $"sure enough ({Describe(facts)}).")
            : (CascadeCode.EscalatedUnsure, facts.Workspace is null && facts.Model is null ? "the local tier has nothing to say" : $"the local tier is unsure ({Describe(facts)})");
    }

    private static double ThresholdOf(CascadeFacts facts, CompletionOrigin origin) => ThresholdOf(facts.Settings, facts.LanguageId, origin);

    private static string Describe(CascadeFacts facts)
    {
        var parts = new List<string>();
        if (facts.Workspace is { } workspace)
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"predictor {workspace:0.00} of {ThresholdOf(facts, CompletionOrigin.Workspace):0.00}"));
        }

        if (facts.Model is { } model)
        {
            var statistic = facts.Settings.ConfidenceStatistic switch
            {
                ConfidenceStatistic.Minimum => "the least",
                ConfidenceStatistic.First => "the first",
                _ => "geometric mean",
            };
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"model {model:0.00} of {ThresholdOf(facts, CompletionOrigin.LocalModel):0.00}, from {facts.RawModel:0.00}, {statistic} of {facts.Tokens} tokens"));
        }

        return string.Join("; ", parts);
    }
}
