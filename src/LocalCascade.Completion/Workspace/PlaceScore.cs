namespace LocalCascade.Completion.Workspace;

/// <summary>
/// What a place is worth at a first look: a linear score, fitted as a conditional logit on development items of
/// tests/LocalCascade.Yardstick. It tells which of a candidate's places speaks for it, and which candidates are looked at closely.
/// </summary>
internal static class PlaceScore
{
    private static readonly double[] Weights =
    [
        1.344, 2.388, -0.364, 1.329, -1.506, 0.983, 1.650, 0.983, 2.600, -6.052, 1.233, 1.123, 0.993, 2.124, -1.090, 1.278, 0.453, -0.504, -1.825, 1.790, 0.705, -0.214, -1.063, -0.402, 0.517, 2.183,
    ];

    public static double Of(in CandidateFeatures features, bool fromLineStart, int votes, int allVotes)
    {
        Span<double> vector = stackalloc double[CandidateFeatures.Count];
        features.Fill(vector, fromLineStart, votes, allVotes);
        var sum = 0.0;
        for (var i = 0; i < Weights.Length; i++)
        {
            sum += Weights[i] * vector[i];
        }

        return sum;
    }
}
