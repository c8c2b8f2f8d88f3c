using System.Globalization;

namespace LocalCascade.Daemon.Evaluation.Charts;

/// <summary>An axis that begins at 0.</summary>
/// <param name="Title">What is measured, with its unit.</param>
/// <param name="Most">Where it ends.</param>
/// <param name="IsShare">Whether its values are shares, written as percentages.</param>
internal sealed record ChartAxis(string Title, double Most, bool IsShare)
{
    private const int Ticks = 5;

    /// <summary>An axis of shares, from 0 to 100 %.</summary>
    public static ChartAxis Share(string title) => new(title, 1, true);

    /// <summary>An axis that ends at a round number above <paramref name="most"/>.</summary>
    public static ChartAxis Upto(string title, double most, bool isShare = false)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(Math.Max(most, 1e-6))));
        var steps = new[] { 1, 1.5, 2, 2.5, 4, 5, 7.5, 10 };
        var end = power * steps.First(step => power * step >= most * 0.999 || step == 10);
        return new(title, isShare ? Math.Min(1, end) : end, isShare);
    }

    /// <summary>Where lines are drawn, with what is written there.</summary>
    public IEnumerable<(double Value, string Label)> Marks() =>
        Enumerable.Range(0, Ticks + 1).Select(i => (Most * i / Ticks, Write(Most * i / Ticks)));

    private string Write(double value) => IsShare
        ? string.Create(CultureInfo.InvariantCulture, $"{value * 100:0.#} %")
        : value.ToString(Most < 5 ? "0.##" : "#,##0", CultureInfo.InvariantCulture);
}
