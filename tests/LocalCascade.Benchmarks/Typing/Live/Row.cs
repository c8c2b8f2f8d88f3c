using System.Globalization;

namespace LocalCascade.Benchmarks.Typing.Live;

/// <summary>A line of `localcascade report --csv`.</summary>
internal sealed record Row(IReadOnlyDictionary<string, string> Fields)
{
    public string Client => Fields["client"];

    public double Number(string field) => double.TryParse(Fields[field], CultureInfo.InvariantCulture, out var number) ? number : 0;

    public bool Is(string field) => Fields[field] == "1";

    public bool IsCancelled => Fields["cancelled_at"].Length > 0;

    public bool AskedCloud => Number("cloud_requests") > 0;

    /// <summary>Who answered, as the report says it.</summary>
    public string Tier => IsCancelled ? "cancelled" : Fields["origin"].Length == 0 ? "none" : Is("from_cache") || Is("prefetched") ? "cache" : Fields["origin"];

    public static List<Row> Read(string path)
    {
        var lines = File.ReadAllLines(path);
        var names = lines[0].Split(',');
        return [.. lines.Skip(1).Where(line => line.Length > 0).Select(line => new Row(names.Zip(line.Split(',')).ToDictionary(pair => pair.First, pair => pair.Second)))];
    }
}
