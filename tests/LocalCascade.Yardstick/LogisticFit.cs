namespace LocalCascade.Yardstick;

/// <summary>Logistic regression by Newton's method with a little ridge: from a predictor's features to the probability that it is right.</summary>
internal static class LogisticFit
{
    private const double Ridge = 1;

    /// <summary>Weights, one for each feature; the first feature is the constant and is not shrunk.</summary>
    public static double[] Fit(IReadOnlyList<(IReadOnlyList<double> Features, bool IsRight)> rows)
    {
        var n = rows[0].Features.Count;
        var weights = new double[n];
        for (var round = 0; round < 30; round++)
        {
            var gradient = new double[n];
            var hessian = new double[n, n];
            for (var i = 0; i < n; i++)
            {
                var ridge = i == 0 ? 1e-6 : Ridge;
                gradient[i] = -ridge * weights[i];
                hessian[i, i] = ridge;
            }

            foreach (var (features, isRight) in rows)
            {
                var p = Predict(weights, features);
                for (var i = 0; i < n; i++)
                {
                    gradient[i] += features[i] * ((isRight ? 1 : 0) - p);
                    for (var j = 0; j < n; j++)
                    {
                        hessian[i, j] += features[i] * features[j] * p * (1 - p);
                    }
                }
            }

            var step = Solve(hessian, gradient);
            for (var i = 0; i < n; i++)
            {
                weights[i] += step[i];
            }
        }

        return weights;
    }

    public static double Predict(IReadOnlyList<double> weights, IReadOnlyList<double> features)
    {
        var sum = 0.0;
        for (var i = 0; i < weights.Count; i++)
        {
            sum += weights[i] * features[i];
        }

        return 1 / (1 + Math.Exp(-sum));
    }

    // Gauss with pivots; the ridge keeps the matrix regular.
    private static double[] Solve(double[,] matrix, double[] right)
    {
        var n = right.Length;
        for (var column = 0; column < n; column++)
        {
            var pivot = Enumerable.Range(column, n - column).MaxBy(row => Math.Abs(matrix[row, column]));
            for (var k = 0; k < n; k++)
            {
                (matrix[column, k], matrix[pivot, k]) = (matrix[pivot, k], matrix[column, k]);
            }

            (right[column], right[pivot]) = (right[pivot], right[column]);
            for (var row = 0; row < n; row++)
            {
                if (row == column)
                {
                    continue;
                }

                var factor = matrix[row, column] / matrix[column, column];
                right[row] -= factor * right[column];
                for (var k = column; k < n; k++)
                {
                    matrix[row, k] -= factor * matrix[column, k];
                }
            }
        }

        return [.. right.Select((value, i) => value / matrix[i, i])];
    }
}
