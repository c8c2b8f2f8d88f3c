namespace LocalCascade.Completion.Workspace;

/// <summary>
/// What a candidate is worth: a linear score whose exponentials are the odds between different continuations. Fitted as a
/// conditional logit on the development items of tests/LocalCascade.Yardstick by its <c>--fit</c> option; docs/local-tier.md has the numbers.
/// </summary>
internal static class CandidateRanking
{
    private static readonly double[] Weights =
    [
        0.987, 2.408, 2.502, 0.820, -1.418, 0.953, 1.476, 0.953, 2.267, -4.671, 1.468, 0.324, 1.616, 1.615, -1.237, 1.378, 0.416, -1.016,
    ];

    public static double Score(ReadOnlySpan<double> vector)
    {
        var sum = 0.0;
        for (var i = 0; i < Weights.Length; i++)
        {
            sum += Weights[i] * vector[i];
        }

        return sum;
    }
}
