using LocalCascade.Inference.Decoding;

namespace LocalCascade.Completion.Cascade;

/// <summary>
/// Chooses between the predictor's text and the model's where both have one: how likely each is right, from what both know. The
/// model's first step is to verify the predictor's text, so what it thinks of that is known too. No logits are mixed: one of
/// the two texts is shown as it is, or neither. Two logistic regressions, whose weights the model's folder brings
/// (<see cref="GateWeights"/>); docs/local-tier.md says how they were fitted.
/// </summary>
internal static class SourceGate
{
    /// <summary>Count of numbers that <see cref="Fill"/> writes.</summary>
    public const int Features = 14;

    // Logits and logarithms past this say no more.
    private const double Most = 5;

    /// <summary>Gives both drafts their probabilities; leaves them as they are where one is missing or the model brings no gate.</summary>
    public static void Judge(CompletionDraft? copied, CompletionDraft? generated)
    {
        if (copied is null || generated?.Gate is not { } gate || gate.Workspace.Count != Features || gate.Model.Count != Features)
        {
            return;
        }

        Span<double> vector = stackalloc double[Features];
        Fill(vector, copied.Text.ToString(), copied.OwnConfidence, generated);
        (copied.Judged, generated.Judged) = (Predict(gate.Workspace, vector), Predict(gate.Model, vector));
    }

    /// <summary>Writes what the gate looks at; the first number is the constant.</summary>
    public static void Fill(Span<double> vector, string copied, double confidence, CompletionDraft generated)
    {
        vector.Clear();
        vector[0] = 1;
        vector[1] = Logit(confidence);
        vector[2] = Logit(generated.OwnConfidence);
        vector[3] = Math.Max(Math.Log(generated.RawConfidence + 1e-9), -Most);
        vector[4] = Math.Min(copied.Length, 80) / 20.0;
        if (generated.DraftScore is { } draft)
        {
            var line = draft.FirstLine;
            vector[5] = (double)line.Agreed / line.Tokens;
            vector[6] = line.Agreed == line.Tokens ? 1 : 0;
            vector[7] = Math.Max(line.Mean, -Most);
            vector[8] = Math.Max(line.First, -Most);
            vector[9] = Math.Max(line.Minimum, -2 * Most) / 2;
            vector[10] = Math.Max(line.End ?? -1, -Most);
            vector[11] = Math.Log2(line.Tokens) / 2;
            vector[12] = line.Agreed > 0 ? 1 : 0;
        }
        else
        {
            vector[13] = 1;
        }
    }

    private static double Predict(IReadOnlyList<double> weights, ReadOnlySpan<double> vector)
    {
        var sum = 0.0;
        for (var i = 0; i < vector.Length; i++)
        {
            sum += weights[i] * vector[i];
        }

        return 1 / (1 + Math.Exp(-sum));
    }

    private static double Logit(double probability) => Math.Clamp(Math.Log(probability / (1 - probability)), -Most, Most);
}
