namespace LocalCascade.Yardstick;

/// <summary>
/// packages.list: the packages that are measured on, in two sets that nothing may mix. Whatever was tuned, fitted or looked at
/// used development packages only; the test packages are asked at the end.
/// </summary>
internal sealed class PackageList
{
    public const string Development = "development";
    public const string Test = "test";

    /// <summary>What the embedded model is trained on: the predictor's weights may be fitted on it too.</summary>
    public const string TrainingSet = "training";

    // Distributions prefix and suffix names; the package behind them is one.
    private static readonly string[] Prefixes = ["python3-", "golang-github-", "golang-", "node-", "lib"];

    private PackageList(IReadOnlyList<PackageEntry> entries, IReadOnlyList<TrainingPackage> training) => (Entries, Training) = (entries, training);

    public IReadOnlyList<PackageEntry> Entries { get; }

    /// <summary>What the embedded model was trained on: none of <see cref="Entries"/>.</summary>
    public IReadOnlyList<TrainingPackage> Training { get; }

    /// <summary>Reads the list and holds it against what the model is trained on.</summary>
    /// <param name="list">packages.list's text.</param>
    /// <param name="training">sources.toml's text.</param>
    /// <exception cref="ArgumentException">A line is malformed, or the sets are not separate.</exception>
    public static PackageList Parse(string list, string training)
    {
        var entries = list.Split('\n')
            .Select((line, index) => (Text: line.Trim(), Number: index + 1))
            .Where(line => line.Text.Length > 0 && line.Text[0] != '#')
            .Select(line => ParseLine(line.Text, line.Number))
            .ToArray();
        var trainedOn = TrainingList.Parse(training);
        var trained = trainedOn.Select(package => Normalize(package.Name)).ToHashSet(StringComparer.Ordinal);
        foreach (var same in entries.GroupBy(entry => Normalize(entry.Name)))
        {
            if (same.Count() > 1)
            {
                throw new ArgumentException($"packages.list names {same.First().Name} more than once ({string.Join(", ", same.Select(entry => entry.Set))}). A package belongs to one set; take the others out.");
            }

            if (trained.Contains(same.Key))
            {
                throw new ArgumentException($"packages.list names {same.First().Name}, which models/training/sources.toml trains on. Take it out of one of them, or set held_out = true there before the next training.");
            }
        }

        return new(entries, trainedOn);
    }

    /// <summary>Reads both lists from a checkout.</summary>
    /// <exception cref="ArgumentException">A list is malformed, or the sets are not separate.</exception>
    public static PackageList Load(Repository repository) =>
        Parse(File.ReadAllText(repository.At("tests/LocalCascade.Yardstick/packages.list")), File.ReadAllText(repository.At("models/training/sources.toml")));

    /// <summary>One set's packages.</summary>
    /// <exception cref="ArgumentException">There is no such set.</exception>
    public IReadOnlyList<PackageEntry> Get(string set) => set is Development or Test
        ? [.. Entries.Where(entry => entry.Set == set)]
        : throw new ArgumentException($"There is no set '{set}'. Use {Development} or {Test}; the two are never measured together.");

    private static PackageEntry ParseLine(string line, int number)
    {
        var parts = line.Split(' ', 6, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return parts is [Development or Test, "csharp" or "python" or "typescript" or "go", _, _, _, _]
            ? new(parts[0], parts[1], parts[2], parts[3], parts[4], parts[5])
            : throw new ArgumentException($"packages.list, line {number}: '{line}' is not 'set language kind name folder licence' with a set ({Development}, {Test}) and a language (csharp, python, typescript, go) that there is.");
    }

    private static string Normalize(string name)
    {
        foreach (var prefix in Prefixes)
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal))
            {
                name = name[prefix.Length..];
                break;
            }
        }

        return name.EndsWith("-dev", StringComparison.Ordinal) ? name[..^4] : name;
    }
}
