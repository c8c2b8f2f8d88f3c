namespace LocalCascade.Yardstick.Tests;

public class OptionsTests
{
    [Theory]
    [InlineData("--features", "x")]
    [InlineData("--gate", "x")]
    [InlineData("--errors", "3")]
    [InlineData("--package", "beets")]
    [InlineData("--language", "go")]
    public void The_test_set_is_neither_looked_into_nor_asked_in_part(params string[] arguments) =>
        Assert.Throws<ArgumentException>(() => Options.Parse(["--set", "test", "--note", "a test", .. arguments]));

    [Fact]
    public void The_test_set_is_asked_for_a_reason_only()
    {
        var error = Assert.Throws<ArgumentException>(() => Options.Parse(["--set", "test"]));

        Assert.Contains("--note", error.Message, StringComparison.Ordinal);
        Assert.True(Options.Parse(["--set", "test", "--note", "before the release"]).IsTest);
    }

    [Fact]
    public void Development_may_be_fitted_and_looked_at()
    {
        var options = Options.Parse(["--features", "x", "--errors", "2", "--language", "go"]);

        Assert.Equal([WorkspaceCompleter.Id], options.Sources);
        Assert.Equal(0, options.Blocks);
    }

    [Fact]
    public void Nothing_is_measured_on_what_the_model_was_trained_on()
    {
        Assert.Throws<ArgumentException>(() => Options.Parse(["--set", "training"]));
        Assert.Throws<ArgumentException>(() => Options.Parse(["--set", "training", "--gate", "x"]));
        Assert.Equal(PackageList.TrainingSet, Options.Parse(["--set", "training", "--features", "x"]).Set);
    }

    [Fact]
    public void Without_sources_all_are_asked()
    {
        var options = Options.Parse(["--items", "10"]);

        Assert.Equal(Options.AllSources, options.Sources);
        Assert.Equal(3, options.Blocks);
    }

    [Theory]
    [InlineData("--set", "both")]
    [InlineData("--source", "magic")]
    [InlineData("--items", "many")]
    [InlineData("--items", "0")]
    [InlineData("--seed")]
    [InlineData("--else")]
    public void What_is_not_understood_is_refused(params string[] arguments) =>
        Assert.Throws<ArgumentException>(() => Options.Parse(arguments));
}
