namespace LocalCascade.Daemon.Reporting.Page;

/// <summary>How far a share that was counted may be from the truth.</summary>
internal static class Interval
{
    private const double Z = 1.96;

    /// <summary>Wilson's 95 % interval: holds for few counts and near 0 and 1, where the usual one does not.</summary>
    public static (double Low, double High) Of(double share, long count)
    {
        if (count == 0)
        {
            return (0, 1);
        }

        var square = Z * Z / count;
        var center = (share + (square / 2)) / (1 + square);
        var half = Z / (1 + square) * Math.Sqrt((share * (1 - share) / count) + (square / (4 * count)));
        return (Math.Max(0, center - half), Math.Min(1, center + half));
    }
}
