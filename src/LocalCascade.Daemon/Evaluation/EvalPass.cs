using LocalCascade.Completion.Evaluation;

namespace LocalCascade.Daemon.Evaluation;

/// <summary>All holes, answered in one way.</summary>
/// <param name="Tier">Who might answer.</param>
/// <param name="RoundTrip">The network's added round trip; zero for none.</param>
/// <param name="Answers">One for each hole, in order.</param>
internal sealed record EvalPass(EvalTier Tier, TimeSpan RoundTrip, IReadOnlyList<HoleAnswer> Answers)
{
    public string Name => Tier switch
    {
        EvalTier.Local => "local only",
        EvalTier.Cloud => $"cloud only{Network}",
        _ => $"cascade{Network}",
    };

    private string Network => RoundTrip > TimeSpan.Zero ? FormattableString.Invariant($", +{RoundTrip.TotalMilliseconds:0} ms") : "";
}
