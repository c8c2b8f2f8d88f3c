using LocalCascade.Tests;

namespace LocalCascade.Benchmarks;

/// <summary>Prints <see cref="PredictorBenchmark"/>.</summary>
internal static class PredictorTable
{
    public static Task RunAsync()
    {
        Table.Write(
            "Workspace predictor (µs)",
            ["workspace", "question p50", "p99", "edit p50", "p99", "MB held"],
            PredictorBenchmark.Run(RepositoryRoot.Combine("src")).Select(row => new[] { row.Workspace, Table.Number(row.Question50, "0"), Table.Number(row.Question99, "0"), Table.Number(row.Edit50, "0"), Table.Number(row.Edit99, "0"), Table.Number(row.MegabytesHeld, "0.0") }));
        return Task.CompletedTask;
    }
}
