using LocalCascade.Completion.Workspace;
using LocalCascade.Tests;

namespace LocalCascade.Completion.Tests.Workspace;

/// <summary>Alone, for it measures the process's memory.</summary>
[CollectionDefinition(nameof(WorkspaceMemoryTests), DisableParallelization = true)]
[Collection(nameof(WorkspaceMemoryTests))]
public sealed class WorkspaceMemoryTests
{
    private const int Megabytes = 8;

    [Fact]
    public async Task Full_memory_takes_what_the_setting_says()
    {
        string[] texts = [.. Directory.EnumerateFiles(RepositoryRoot.Combine("src", "LocalCascade.Completion"), "*.cs", SearchOption.AllDirectories).Where(path => !path.Contains("obj", StringComparison.Ordinal)).Select(File.ReadAllText)];
        var before = Held();
        var predictor = new WorkspacePredictor(Megabytes, TimeProvider.System);
        for (var i = 0; i < 4 * texts.Length; i++)
        {
            var lines = texts[i % texts.Length].Replace("re", $"re{i / texts.Length}", StringComparison.Ordinal).Split('\n');
            predictor.AddFile($"file:///home/someone/project/src/folder{i % 50}/File{i}.cs", "csharp", lines);
            await predictor.Settled;
        }

        var taken = Held() - before;
        var index = predictor.Index;
        Assert.True(index.Count < 4 * texts.Length, "The memory was never full.");
        Assert.InRange(taken, Megabytes * 1024 * 1024 * 3 / 4, Megabytes * 1024 * 1024 * 21 / 20);
        Assert.InRange((double)index.Bytes / taken, 0.9, 1.1);
        Assert.InRange((double)taken / index.Length, 2, 5);
        GC.KeepAlive(predictor);
    }

    // What earlier tests left to finalizers would otherwise be freed between the two looks.
    private static long Held()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
