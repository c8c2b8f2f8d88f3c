namespace LocalCascade.Completion.Evaluation;

/// <summary>A share that was counted, with its 95 % interval (Wilson's, right for small counts and near 0 and 1).</summary>
/// <param name="Hits">How many were.</param>
/// <param name="Count">Of how many.</param>
public readonly record struct Share(int Hits, int Count)
{
    private const double Z = 1.96;

    /// <summary>0 to 1; not a number where nothing was counted.</summary>
    public double Value => (double)Hits / Count;

    /// <summary>The interval's lower end; 0 where nothing was counted.</summary>
    public double Low => Count == 0 ? 0 : Math.Max(0, (Middle - Spread) / Scale);

    /// <summary>The interval's upper end; 1 where nothing was counted.</summary>
    public double High => Count == 0 ? 1 : Math.Min(1, (Middle + Spread) / Scale);

    private double Middle => Value + (Z * Z / (2 * Count));

    private double Spread => Z * Math.Sqrt((Value * (1 - Value) / Count) + (Z * Z / (4.0 * Count * Count)));

    private double Scale => 1 + (Z * Z / Count);

    /// <summary>The share of those for which something holds.</summary>
    public static Share Of<T>(IReadOnlyCollection<T> all, Func<T, bool> holds)
    {
        ArgumentNullException.ThrowIfNull(all);
        return new(all.Count(holds), all.Count);
    }
}
