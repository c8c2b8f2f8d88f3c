namespace LocalCascade.Yardstick.Tests;

public class TestLedgerTests
{
    [Fact]
    public void A_run_is_one_row_whatever_its_note_says()
    {
        var options = Options.Parse(["--set", "test", "--note", "first | look\nafter the gate", "--items", "40", "--seed", "7"]);

        var line = TestLedger.Line(DateTimeOffset.UnixEpoch, "abc123+", options, ["predictor", "model"]);

        Assert.Equal("| 1970-01-01 00:00 | abc123+ | test | 7 | 40 + 10 | predictor, model | first / look after the gate |\n", line);
    }

    [Fact]
    public void The_ledger_is_there_and_ends_with_a_line_break()
    {
        var text = File.ReadAllText(Repository.Find(AppContext.BaseDirectory).At(TestLedger.File));

        Assert.EndsWith("|\n", text, StringComparison.Ordinal);
    }
}
