using System.Globalization;

namespace LocalCascade.Benchmarks;

/// <summary>Prints a Markdown table and computes what goes into it.</summary>
internal static class Table
{
    public static void Write(string title, string[] columns, IEnumerable<string[]> rows)
    {
        Console.WriteLine();
        Console.WriteLine($"### {title}");
        Console.WriteLine();
        Console.WriteLine($"| {string.Join(" | ", columns)} |");
        Console.WriteLine($"|{string.Concat(Enumerable.Repeat("---|", columns.Length))}");
        foreach (var row in rows)
        {
            Console.WriteLine($"| {string.Join(" | ", row)} |");
        }
    }

    public static string Number(double value, string format = "0.00") => value.ToString(format, CultureInfo.InvariantCulture);

    /// <summary>The value below which a share of the samples lies; the nearest one.</summary>
    public static double Percentile(IReadOnlyCollection<double> samples, double share) =>
        samples.Count == 0 ? double.NaN : samples.Order().ElementAt((int)Math.Min(samples.Count - 1, share * samples.Count));

    public static double Median(IReadOnlyCollection<double> samples) => Percentile(samples, 0.5);
}
