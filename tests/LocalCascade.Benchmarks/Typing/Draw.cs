namespace LocalCascade.Benchmarks.Typing;

/// <summary>
/// Random numbers by place instead of by turn: what a typist does at a character is the same whatever was accepted before it, so
/// that every policy meets the same person.
/// </summary>
internal readonly record struct Draw(ulong Seed)
{
    /// <summary>0 to 1, excluded.</summary>
    public double Uniform(long place, int what)
    {
        // SplitMix64.
        var z = Seed + ((ulong)place * 0x9E3779B97F4A7C15) + ((ulong)what * 0xD1B54A32D192ED03);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        z ^= z >> 31;
        return (z >> 11) / (double)(1UL << 53);
    }

    /// <summary>Log-logistic, by its median and the standard deviation of its logarithm.</summary>
    public double LogLogistic(long place, int what, double median, double sigma)
    {
        var u = Math.Clamp(Uniform(place, what), 1e-6, 1 - 1e-6);
        return median * Math.Pow(u / (1 - u), sigma * Math.Sqrt(3) / Math.PI);
    }

    /// <summary>Log-normal, by its median and the standard deviation of its logarithm.</summary>
    public double LogNormal(long place, int what, double median, double sigma)
    {
        var (u, v) = (1 - Uniform(place, what), Uniform(place, what + 1));
        return median * Math.Exp(sigma * Math.Sqrt(-2 * Math.Log(u)) * Math.Cos(2 * Math.PI * v));
    }
}
