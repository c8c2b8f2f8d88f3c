using System.Runtime.CompilerServices;
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
        var predictor = new StrongBox<WorkspacePredictor?>(new(Megabytes, TimeProvider.System));
        await FillAsync(predictor, texts);

        // On a stack that never held it, so that the box alone does.
        await Task.Yield();
        var (count, bytes, length) = Numbers(predictor);

        // What it takes is what is free without it. Looked at one right after the other: what earlier tests left behind, such as
        // buffers in pools that time empties, does not change in between.
        var full = Held();
        predictor.Value = null;
        var taken = full - Held();
        Assert.True(count < 4 * texts.Length, "The memory was never full.");
        Assert.InRange(taken, Megabytes * 1024 * 1024 * 3 / 4, Megabytes * 1024 * 1024 * 21 / 20);
        Assert.InRange((double)bytes / taken, 0.9, 1.1);
        Assert.InRange((double)taken / length, 2, 5);
    }

    private static async Task FillAsync(StrongBox<WorkspacePredictor?> predictor, string[] texts)
    {
        for (var i = 0; i < 4 * texts.Length; i++)
        {
            var lines = texts[i % texts.Length].Replace("re", $"re{i / texts.Length}", StringComparison.Ordinal).Split('\n');
            predictor.Value!.AddFile($"file:///home/someone/project/src/folder{i % 50}/File{i}.cs", "csharp", lines);
            await predictor.Value.Settled;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (int Count, long Bytes, long Length) Numbers(StrongBox<WorkspacePredictor?> predictor)
    {
        var index = predictor.Value!.Index;
        return (index.Count, index.Bytes, index.Length);
    }

    // What earlier tests left to finalizers would otherwise be freed between the two looks.
    private static long Held()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
