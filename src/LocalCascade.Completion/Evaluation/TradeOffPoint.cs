namespace LocalCascade.Completion.Evaluation;

/// <summary>What a threshold buys: how much is answered locally, and how much of that is right.</summary>
/// <param name="Threshold">The confidence from which on the local tier answers.</param>
/// <param name="Local">The share of all places that it answers.</param>
/// <param name="Right">The share of these that is right.</param>
public sealed record TradeOffPoint(double Threshold, Share Local, Share Right)
{
    /// <summary>The point of one threshold.</summary>
    public static TradeOffPoint At(double threshold, IReadOnlyCollection<Judgement> judgements)
    {
        ArgumentNullException.ThrowIfNull(judgements);
        var answered = judgements.Where(judgement => judgement.Confidence > 0 && judgement.Confidence >= threshold).ToArray();
        return new(threshold, new(answered.Length, judgements.Count), Share.Of(answered, judgement => judgement.IsRight));
    }

    /// <summary>The points of thresholds a twentieth apart, up to the last that lets anything pass.</summary>
    public static IReadOnlyList<TradeOffPoint> Sweep(IReadOnlyCollection<Judgement> judgements) =>
        [.. Enumerable.Range(0, 20).Select(i => At(i / 20.0, judgements)).TakeWhile(point => point.Local.Hits > 0)];
}
