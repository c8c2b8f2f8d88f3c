using LocalCascade.Daemon.Configuration;
using LocalCascade.Daemon.Evaluation;
using LocalCascade.Tests;

namespace LocalCascade.Daemon.Tests.Configuration;

public sealed class CalibrationSettingsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string UserFile => _folder.Combine("config.json");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("localcascade-fim-6m", "", true)]
    [InlineData("other", "", false)]
    [InlineData("", "useModel=false", true)]
    [InlineData("localcascade-fim-6m", "useModel=false", false)]
    [InlineData("other", "model=/models/other/", true)]
    public void Its_thresholds_hold_while_its_model_is_in_use(string model, string set, bool holds)
    {
        Store(model);
        var settings = new SettingsSource(UserFile, set.Length == 0 ? [] : [set]);
        Assert.Equal(holds ? ["python=0.7", "*=0.5"] : [], settings.Current.Engine.EscalationThresholds);
        Assert.Equal(holds, settings.Origins.ContainsKey("escalationThresholds"));
        Assert.Empty(settings.Problems);
    }

    [Fact]
    public void What_the_user_sets_counts_instead()
    {
        Store("localcascade-fim-6m");
        File.WriteAllText(UserFile, """{"escalationThresholds": ["*=0.9"]}""");
        Assert.Equal(["*=0.9"], new SettingsSource(UserFile).Current.Engine.EscalationThresholds);
    }

    [Fact]
    public void A_damaged_file_is_told_and_left_out()
    {
        _folder.Write(CalibrationFile.Name, "{");
        var settings = new SettingsSource(UserFile);
        Assert.Empty(settings.Current.Engine.EscalationThresholds);
        Assert.Contains("localcascade calibrate", Assert.Single(settings.Problems), StringComparison.Ordinal);
    }

    private void Store(string model) =>
        CalibrationFile.Write(_folder.Combine(CalibrationFile.Name), new() { Model = model, EscalationThresholds = ["python=0.7", "*=0.5"] });
}
