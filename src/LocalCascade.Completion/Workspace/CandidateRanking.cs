namespace LocalCascade.Completion.Workspace;

/// <summary>
/// What a candidate is worth: a linear score whose exponentials are the odds between different continuations. Fitted as a
/// conditional logit on the development items of tests/LocalCascade.Yardstick by its <c>--fit</c> option; docs/local-tier.md has the numbers.
/// </summary>
internal static class CandidateRanking
{
    private static readonly double[] Weights =
    [
        1.330, 2.469, -0.381, 1.177, -1.388, 1.101, 1.733, 1.101, 2.546, -6.132, 1.130, 1.153, 0.941, 1.988, -0.933, 0.972, 0.468, -0.633, -1.835, 1.968, 0.633, 0.367, -1.346, -0.409, 0.267, 2.106,
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
