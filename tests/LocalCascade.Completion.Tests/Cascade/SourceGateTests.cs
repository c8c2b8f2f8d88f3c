using LocalCascade.Completion.Cascade;
using LocalCascade.Inference.Decoding;

namespace LocalCascade.Completion.Tests.Cascade;

public sealed class SourceGateTests
{
    // The predictor by its own confidence less what the model says; the model by its own.
    private static readonly GateWeights Weights = new([0, 1, -1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], [0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);

    [Theory]
    [InlineData(0.9, 0.5, 0.9, 0.5)]
    [InlineData(0.5, 0.8, 0.2, 0.8)]
    public void Both_texts_get_the_probability_that_the_gate_gives_them(double copied, double generated, double judgedCopied, double judgedGenerated)
    {
        using var predictor = new Draft(copied, null);
        using var model = new Draft(generated, Weights);

        SourceGate.Judge(predictor, model);

        Assert.Equal(judgedCopied, predictor.Confidence, 3);
        Assert.Equal(judgedGenerated, model.Confidence, 3);
        Assert.Equal((copied, generated), (predictor.OwnConfidence, model.OwnConfidence));
    }

    [Fact]
    public void Without_a_gate_of_the_models_or_with_one_source_alone_nothing_is_judged()
    {
        using var predictor = new Draft(0.6, null);
        using var model = new Draft(0.3, null);
        using var gated = new Draft(0.3, Weights);
        using var wrong = new Draft(0.3, new([1, 2], [3]));

        SourceGate.Judge(predictor, model);
        SourceGate.Judge(predictor, null);
        SourceGate.Judge(predictor, wrong);
        SourceGate.Judge(null, gated);

        Assert.All([predictor, model, gated, wrong], draft => Assert.Null(draft.Judged));
    }

    [Fact]
    public void What_is_certain_stays_a_number()
    {
        using var predictor = new Draft(1, null);
        using var model = new Draft(0, Weights);

        SourceGate.Judge(predictor, model);

        Assert.InRange(predictor.Confidence, 0.99, 1);
        Assert.InRange(model.Confidence, 0, 0.01);
    }

    private sealed class Draft(double confidence, GateWeights? gate) : CompletionDraft
    {
        public override CompletionOrigin Origin => gate is null ? CompletionOrigin.Workspace : CompletionOrigin.LocalModel;

        public override double OwnConfidence => confidence;

        public override GateWeights? Gate => gate;

        public override StreamedText Text { get; } = new TypedText().Begin();

        public override CompletionTimings AddTo(CompletionTimings timings) => timings;

        public override ValueTask<string> FinishAsync(CancellationToken cancellationToken) => new("");
    }
}
