namespace LocalCascade.Yardstick;

/// <summary>What a model said.</summary>
/// <param name="Text">The whole text, mended as the product mends it.</param>
/// <param name="Confidence">Its calibrated confidence.</param>
/// <param name="Beginning">Laying out the prompt, prefill and the first tokens, which the confidence is taken over.</param>
/// <param name="Finishing">The rest.</param>
internal sealed record ModelAnswer(string Text, double Confidence, TimeSpan Beginning, TimeSpan Finishing)
{
    /// <summary>What the predictor said, and what the gate looks at; null where the predictor had nothing.</summary>
    public string? Copied { get; init; }

    public IReadOnlyList<double>? GateFeatures { get; init; }
}
