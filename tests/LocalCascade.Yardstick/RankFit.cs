namespace LocalCascade.Yardstick;

/// <summary>
/// A conditional logit: weights under which the right one of a hole's candidates is likely among them. Gradient ascent with a
/// little ridge; the problem is concave.
/// </summary>
internal static class RankFit
{
    private const double Ridge = 0.5;
    private const int Rounds = 400;

    /// <summary>Candidates of a hole and which of them is right.</summary>
    public sealed record Item(IReadOnlyList<double[]> Candidates, int Right);

    /// <summary>Null when none of the candidates is right.</summary>
    public static Item? ItemOf(Outcome outcome)
    {
        var expected = outcome.Hole.Expected.TrimEnd();
        for (var i = 0; i < outcome.Answer.Candidates.Count; i++)
        {
            if (outcome.Answer.Candidates[i].Text == expected)
            {
                return new([.. outcome.Answer.Candidates.Select(candidate => candidate.Features)], i);
            }
        }

        return null;
    }

    public static double[] Fit(IReadOnlyList<Item> items)
    {
        var n = items[0].Candidates[0].Length;
        var weights = new double[n];
        var squares = new double[n];
        var gradient = new double[n];
        for (var round = 0; round < Rounds; round++)
        {
            for (var k = 0; k < n; k++)
            {
                gradient[k] = -Ridge * weights[k];
            }

            foreach (var item in items)
            {
                Add(item, weights, gradient);
            }

            // Adagrad: every feature has its own scale.
            for (var k = 0; k < n; k++)
            {
                squares[k] += gradient[k] * gradient[k];
                weights[k] += 0.5 * gradient[k] / (Math.Sqrt(squares[k]) + 1e-9);
            }
        }

        return weights;
    }

    private static void Add(Item item, double[] weights, double[] gradient)
    {
        var scores = item.Candidates.Select(candidate => candidate.Zip(weights, (x, w) => x * w).Sum()).ToArray();
        var most = scores.Max();
        var odds = scores.Select(score => Math.Exp(score - most)).ToArray();
        var total = odds.Sum();
        for (var i = 0; i < odds.Length; i++)
        {
            var push = (i == item.Right ? 1 : 0) - (odds[i] / total);
            if (Math.Abs(push) < 1e-4)
            {
                continue;
            }

            for (var k = 0; k < weights.Length; k++)
            {
                gradient[k] += push * item.Candidates[i][k];
            }
        }
    }
}
