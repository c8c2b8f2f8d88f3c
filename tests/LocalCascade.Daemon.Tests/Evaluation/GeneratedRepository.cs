using System.Globalization;
using LocalCascade.Tests;

namespace LocalCascade.Daemon.Tests.Evaluation;

/// <summary>A repository of made-up code in two languages: half of its lines repeat each other, as code does.</summary>
internal static class GeneratedRepository
{
    private static readonly string[] Nouns = ["order", "customer", "invoice", "parcel", "ledger", "stock", "token", "route"];
    private static readonly string[] Verbs = ["find", "store", "remove", "count", "merge", "print"];

    public static TemporaryFolder Create(int files = 12)
    {
        var folder = new TemporaryFolder();
        var random = new Random(1);
        for (var i = 0; i < files; i++)
        {
            folder.Write($"lib/{Nouns[i % Nouns.Length]}{i}.py", Python(random));
            folder.Write($"src/{Nouns[i % Nouns.Length]}{i}.cs", CSharp(random));
        }

        ToolRun.Git(folder.Path, "init", "-q");
        ToolRun.Git(folder.Path, "add", ".");
        return folder;
    }

    private static string Python(Random random) => string.Concat(Enumerable.Range(0, 12).Select(_ =>
    {
        var (noun, verb, number) = (Nouns[random.Next(Nouns.Length)], Verbs[random.Next(Verbs.Length)], random.Next(100).ToString(CultureInfo.InvariantCulture));
        return $"def {verb}_{noun}(self, {noun}):\n    if {noun} is None:\n        raise ValueError('{noun} is missing')\n    result = self.store.{verb}({noun}, limit={number})\n    return result\n\n";
    }));

    private static string CSharp(Random random) => $"class C\n{{\n{string.Concat(Enumerable.Range(0, 10).Select(_ =>
    {
        var (noun, verb) = (Nouns[random.Next(Nouns.Length)], Verbs[random.Next(Verbs.Length)]);
        return $"    public int {verb}{noun}(string {noun})\n    {{\n        ArgumentNullException.ThrowIfNull({noun});\n        var found = _store.{verb}({noun}, {random.Next(9)});\n        return found.Count;\n    }}\n\n";
    }))}}}\n";
}
