namespace LocalCascade.Daemon.Evaluation;

/// <summary>A mean with half the width of its 95 % interval (normal approximation).</summary>
internal readonly record struct Mean(double Value, double Spread)
{
    public static Mean Of(IReadOnlyList<double> values)
    {
        if (values.Count == 0)
        {
            return new(double.NaN, double.NaN);
        }

        var mean = values.Average();
        var variance = values.Count == 1 ? 0 : values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1);
        return new(mean, 1.96 * Math.Sqrt(variance / values.Count));
    }

    public double Low => Value - Spread;

    public double High => Value + Spread;
}
