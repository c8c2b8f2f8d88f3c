using LocalCascade.Completion.Cascade;

namespace LocalCascade.Completion.Tests.Cascade;

public sealed class CascadePolicyTests
{
    private static readonly CascadeFacts Unsure = new() { Settings = new(), LanguageId = "python", Tier = CompletionTier.Auto, Workspace = 0.3, Model = 0.2, RawModel = 0.5, Tokens = 3 };

    private static readonly CascadeFacts Sure = Unsure with { Workspace = 0.9 };

    public static TheoryData<string, CascadeCode> Decisions => new()
    {
        { "sure", CascadeCode.LocalSure },
        { "model sure", CascadeCode.LocalSure },
        { "unsure", CascadeCode.EscalatedUnsure },
        { "nothing", CascadeCode.EscalatedUnsure },
        { "sure but broken", CascadeCode.EscalatedSyntax },
        { "sure but broken, check off", CascadeCode.LocalSure },
        { "sure but rejected", CascadeCode.EscalatedRejected },
        { "sure but asked again", CascadeCode.EscalatedAgain },
        { "local by name", CascadeCode.LocalAsked },
        { "cloud by name", CascadeCode.CloudAsked },
        { "escalating off", CascadeCode.LocalAsked },
        { "cloud by name, escalating off", CascadeCode.CloudAsked },
        { "unsure, obstacle", CascadeCode.KeptBudget },
        { "rejected, obstacle", CascadeCode.KeptBudget },
        { "sure, obstacle", CascadeCode.LocalSure },
    };

    [Theory]
    [MemberData(nameof(Decisions))]
    public void Each_rule_decides_and_says_so(string facts, CascadeCode code)
    {
        var decision = CascadePolicy.Decide(FactsOf(facts));
        Assert.Equal(code, decision.Code);
        Assert.EndsWith(".", decision.Explanation, StringComparison.Ordinal);
        Assert.StartsWith(decision.Escalates ? "Cloud: " : "Local: ", decision.Explanation, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', decision.Explanation);
    }

    [Theory]
    [InlineData("python", 0.7)]
    [InlineData("PYTHON", 0.7)]
    [InlineData("go", 0.25)]
    public void A_languages_own_threshold_counts_then_the_one_for_all(string language, double threshold)
    {
        var settings = new EngineSettings { EscalationThresholds = ["*=0.25", "python=0.7", "nonsense", "rust=x"] };
        Assert.Equal(threshold, CascadePolicy.ThresholdOf(settings, language, CompletionOrigin.LocalModel));
    }

    [Fact]
    public void Without_own_thresholds_each_source_has_its_own()
    {
        Assert.Equal(0.6, CascadePolicy.ThresholdOf(new(), "go", CompletionOrigin.Workspace));
        Assert.Equal(0.8, CascadePolicy.ThresholdOf(new(), "go", CompletionOrigin.LocalModel));
    }

    [Fact]
    public void The_explanation_names_the_numbers_that_decided()
    {
        var explanation = CascadePolicy.Decide(Unsure).Explanation;
        Assert.Equal("Cloud: the local tier is unsure (predictor 0.30 of 0.60; model 0.20 of 0.80, from 0.50, geometric mean of 3 tokens).", explanation);
    }

    [Fact]
    public void Whoever_is_sure_does_not_look_for_obstacles() =>
        Assert.Equal(CascadeCode.LocalSure, CascadePolicy.Decide(Sure with { FindObstacle = () => throw new InvalidOperationException("It was looked for.") }).Code);

    private static CascadeFacts FactsOf(string name) => name switch
    {
        "sure" => Sure,
        "model sure" => Unsure with { Model = 0.85 },
        "unsure" => Unsure,
        "nothing" => Unsure with { Workspace = null, Model = null, RawModel = null },
        "sure but broken" => Sure with { BreaksSyntax = true },
        "sure but broken, check off" => Sure with { BreaksSyntax = true, Settings = new() { EscalateBrokenSyntax = false } },
        "sure but rejected" => Sure with { RejectedHere = true },
        "sure but asked again" => Sure with { AskedAgain = true },
        "local by name" => Unsure with { Tier = CompletionTier.Local },
        "cloud by name" => Sure with { Tier = CompletionTier.Cloud },
        "escalating off" => Unsure with { Settings = new() { Escalate = false } },
        "cloud by name, escalating off" => Unsure with { Tier = CompletionTier.Cloud, Settings = new() { Escalate = false } },
        "unsure, obstacle" => Unsure with { FindObstacle = () => new(CascadeCode.KeptBudget, "the hour's budget is spent.") },
        "rejected, obstacle" => Sure with { RejectedHere = true, FindObstacle = () => new(CascadeCode.KeptBudget, "the hour's budget is spent.") },
        "sure, obstacle" => Sure with { FindObstacle = () => new(CascadeCode.KeptBudget, "the hour's budget is spent.") },
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };
}
