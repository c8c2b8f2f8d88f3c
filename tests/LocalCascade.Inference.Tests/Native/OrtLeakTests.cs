using System.Diagnostics;
using LocalCascade.Inference.Native;
using LocalCascade.Inference.Tests.Fixtures;

namespace LocalCascade.Inference.Tests.Native;

/// <summary>Measures the whole process, so nothing else may run meanwhile.</summary>
[Collection(nameof(MeasuresTheProcess))]
public class OrtLeakTests
{
    [Fact]
    public void Ten_thousand_sessions_of_a_model_leave_no_memory_behind()
    {
        using var model = FixtureModel.Load("llama-fp32");
        int[] tokens = [1, 2, 3];
        var growth = GrowthOf(10_000, () =>
        {
            using var session = model.CreateSession(64);
            session.Append(tokens, default);
        });

        // One session's buffers are 100 kB: a leak of a single one per cycle would show as 1 GB.
        Assert.True(growth < 30_000_000, $"10,000 cycles grew the process by {growth / 1e6:0.0} MB.");
    }

    [Fact]
    public void Loading_and_disposing_a_model_again_and_again_leaves_no_memory_behind()
    {
        var growth = GrowthOf(150, () => FixtureModel.Load("llama-fp32").Dispose());
        Assert.True(growth < 30_000_000, $"150 loads of a 0.3 MB model grew the process by {growth / 1e6:0.0} MB.");
    }

    [Fact]
    public void Ten_thousand_failures_leave_no_memory_behind()
    {
        var growth = GrowthOf(10_000, () =>
        {
            using var options = Ort.CreateSessionOptions(1, allowSpinning: false);
            Assert.Throws<InferenceException>(() => Ort.AppendExecutionProvider(options, "NoSuchProvider"));
        });
        Assert.True(growth < 30_000_000, $"10,000 failures grew the process by {growth / 1e6:0.0} MB.");
    }

    private static long GrowthOf(int cycles, Action cycle)
    {
        // The allocator's own pools fill up first.
        for (var i = 0; i < cycles / 10; i++)
        {
            cycle();
        }

        var before = WorkingSet();
        for (var i = 0; i < cycles; i++)
        {
            cycle();
        }

        return WorkingSet() - before;
    }

    private static long WorkingSet()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
