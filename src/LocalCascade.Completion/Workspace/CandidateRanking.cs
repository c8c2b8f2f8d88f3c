namespace LocalCascade.Completion.Workspace;

/// <summary>
/// What a candidate is worth: a linear score whose exponentials are the odds between different continuations. Fitted as a
/// conditional logit on the development items of tests/LocalCascade.Yardstick by its <c>--fit</c> option; docs/local-tier.md has the numbers.
/// </summary>
internal static class CandidateRanking
{
    private static readonly double[] Weights =
    [
        1.284, 2.335, 0.719, 0.950, -1.241, 1.040, 1.475, 1.040, 2.829, -5.205, 1.270, 0.735, 1.258, 1.386, -1.533, 1.624, 0.503, -0.400, -1.602, 2.171, -0.025,
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
