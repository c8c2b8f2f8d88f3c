namespace LocalCascade.Yardstick;

/// <summary>A source's confidence in detail, over all places of a kind.</summary>
/// <param name="Source">The source.</param>
/// <param name="Coverage">What showing the surest places gets, by share of places.</param>
/// <param name="Thresholds">The same by threshold.</param>
/// <param name="Reliability">What was promised and what came true.</param>
internal sealed record SourceDetails(string Source, IReadOnlyList<CoveragePoint> Coverage, IReadOnlyList<CurvePoint> Thresholds, IReadOnlyList<ReliabilityBin> Reliability)
{
    /// <summary>Whether its confidence is meant as a probability; a run's length or a product of shares is none.</summary>
    public bool IsCalibrated => Source is not (SameFileCompleter.Id or NGramCompleter.Id);

    public static SourceDetails Of(SourceRun run)
    {
        var judgements = run.Outcomes.Select(outcome => outcome.Judgement).ToArray();
        return new(run.Name, Yardstick.Coverage.Curve(judgements), CurvePoint.Of(run.Outcomes), ReliabilityBin.Of(judgements));
    }
}
