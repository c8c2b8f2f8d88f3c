namespace LocalCascade.Completion.Workspace;

/// <summary>
/// What a candidate is worth: a linear score whose exponentials are the odds between different continuations. Fitted as a
/// conditional logit on the development items of tests/LocalCascade.Yardstick by its <c>--fit</c> option; docs/local-tier.md has the numbers.
/// </summary>
internal static class CandidateRanking
{
    private static readonly double[] Weights =
    [
        1.344, 2.388, -0.364, 1.329, -1.506, 0.983, 1.650, 0.983, 2.600, -6.052, 1.233, 1.123, 0.993, 2.124, -1.090, 1.278, 0.453, -0.504, -1.825, 1.790, 0.705, -0.214, -1.063, -0.402, 0.517, 2.183,
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
