using LocalCascade.Tests;

namespace LocalCascade.Benchmarks;

/// <summary>Prints <see cref="PredictorBenchmark"/>.</summary>
internal static class PredictorTable
{
    public static async Task RunAsync()
    {
        var rows = new List<string[]>();
        await foreach (var row in PredictorBenchmark.RunAsync(RepositoryRoot.Combine("src")).ConfigureAwait(false))
        {
            rows.Add(
            [
                Table.Number(row.Files, "#,0"), Table.Number(row.Megabytes, "#,0"), Table.Number(row.Held, "#,0"), Table.Number(row.Taken / 1048576.0, "0"), Table.Number((double)row.Taken / row.Characters, "0.0"),
                Table.Number(row.Question50, "0"), Table.Number(row.Question99, "0"), Table.Number(row.Edit50, "0.0"), Table.Number(row.Edit99, "0"), Table.Number(row.EditDuringScan, "0"),
                Table.Number(row.Scan.TotalSeconds, "0.00"), Table.Number(row.Switch.TotalSeconds, "0.00"),
            ]);
        }

        Table.Write(
            "Workspace predictor (questions and edits in µs; a switch of branches changes 1,000 files, of a smaller workspace all)",
            ["files", "MiB allowed", "held", "MiB taken", "bytes/char", "question p50", "p99", "edit p50", "p99", "edit p99 during scan", "scan s", "switch s"],
            rows);
    }
}
