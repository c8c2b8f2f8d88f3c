using System.Text.RegularExpressions;
using LocalCascade.Tests;

namespace LocalCascade.Daemon.Tests;

/// <summary>docs/complaints.md names tests; those that it names are there.</summary>
public sealed partial class ComplaintsPageTests
{
    [Fact]
    public async Task Every_test_that_the_page_names_is_there()
    {
        var page = await File.ReadAllTextAsync(RepositoryRoot.Combine("docs", "complaints.md"));
        var sources = Directory.EnumerateFiles(RepositoryRoot.Combine("tests"), "*Tests.cs", SearchOption.AllDirectories).ToLookup(Path.GetFileNameWithoutExtension, File.ReadAllText);
        var named = TestName().Matches(page);
        Assert.True(named.Count > 15);
        Assert.Empty(named.Where(test => !sources[test.Groups["class"].Value].Any(source => source.Contains($" {test.Groups["method"].Value}(", StringComparison.Ordinal))).Select(test => test.Value));

        var rows = sources.SelectMany(files => files).Where(source => source.Contains("namespace LocalCascade.EndToEnd", StringComparison.Ordinal)).ToList();
        var scenarios = Scenario().Matches(page);
        Assert.NotEmpty(scenarios);
        Assert.Empty(scenarios.Where(scenario => !rows.Any(source => source.Contains($"InlineData({scenario.Value})", StringComparison.Ordinal))).Select(scenario => scenario.Value));
    }

    [GeneratedRegex("`(?<class>[A-Za-z]+Tests)\\.(?<method>[A-Za-z0-9_]+)`")]
    private static partial Regex TestName();

    [GeneratedRegex("\"[a-z0-9]+(-[a-z0-9]+)+\"")]
    private static partial Regex Scenario();
}
