namespace LocalCascade.Completion.Workspace;

/// <summary>
/// What a candidate is worth: a linear score whose exponentials are the odds between different continuations. Fitted as a
/// conditional logit on the development items of tests/LocalCascade.Yardstick by its <c>--fit</c> option; docs/local-tier.md has the numbers.
/// </summary>
internal static class CandidateRanking
{
    private static readonly double[] Weights =
    [
        1.320, 2.711, 0.043, 1.205, -1.025, 1.196, 1.550, 1.196, 2.496, -5.355, 1.477, 1.439, 0.794, 1.650, -0.610, 0.447, 0.518, -0.063, -1.666, 1.756, 0.686, -0.060, -1.416, -0.317, 0.894, 1.899,
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
