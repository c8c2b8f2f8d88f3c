namespace LocalCascade.Daemon.Reporting;

/// <summary>Bins of the latency histogram: eight a decade from 0.1 ms to 10 s, what is outside in the first and last.</summary>
internal static class LatencyBins
{
    public const double LeastMs = 0.1;
    public const int PerDecade = 8;
    public const int Decades = 5;
    public const int Count = PerDecade * Decades;

    public static int Of(double milliseconds) =>
        milliseconds <= LeastMs ? 0 : Math.Clamp((int)Math.Floor(Math.Log10(milliseconds / LeastMs) * PerDecade), 0, Count - 1);

    /// <summary>Where a bin begins, in milliseconds.</summary>
    public static double Begin(int bin) => LeastMs * Math.Pow(10, (double)bin / PerDecade);
}
