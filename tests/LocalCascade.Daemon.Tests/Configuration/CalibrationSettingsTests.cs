using LocalCascade.Daemon.Configuration;
using LocalCascade.Daemon.Evaluation;
using LocalCascade.Daemon.Models;
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
    public void Its_thresholds_hold_while_its_model_is_in_use(string model, string set, bool holds)
    {
        Store(model, model.Length == 0 ? "" : ModelDigest.Of(Path.Combine(ModelLibrary.EmbeddedFolder!, "localcascade-fim-6m")));
        var settings = new SettingsSource(UserFile, set.Length == 0 ? [] : [set]);
        Assert.Equal(holds ? ["python=0.7", "*=0.5"] : [], settings.Current.Engine.EscalationThresholds);
        Assert.Equal(holds, settings.Origins.ContainsKey("escalationThresholds"));
        Assert.Empty(settings.Problems);
    }

    [Theory]
    [InlineData("model.onnx", "other weights")]
    [InlineData("model.onnx.data", "other weights")]
    [InlineData("localcascade.json", "other weights")]
    [InlineData("README.md", null)]
    [InlineData(null, "older form")]
    public void Other_weights_of_the_same_name_are_another_model(string? changed, string? problem)
    {
        var folder = _folder.Combine("models", "own");
        var weights = new byte[5_000_000];
        Directory.CreateDirectory(folder);
        foreach (var file in new[] { "genai_config.json", "localcascade.json", "model.onnx", "model.onnx.data", "README.md" })
        {
            File.WriteAllBytes(Path.Combine(folder, file), weights);
        }

        Store("own", changed is null ? "" : ModelDigest.Of(folder));
        if (changed is not null)
        {
            // Trained on, some layers differ: no byte at the file's ends.
            weights.AsSpan(2_000_000, 500_000).Fill(1);
            File.WriteAllBytes(Path.Combine(folder, changed), weights);
        }

        var settings = new SettingsSource(UserFile, [$"model={folder}{Path.DirectorySeparatorChar}"]);
        Assert.Equal(problem is null ? ["python=0.7", "*=0.5"] : [], settings.Current.Engine.EscalationThresholds);
        Assert.Equal(problem is null ? 0 : 1, settings.Problems.Count(told => told.Contains(problem!, StringComparison.Ordinal) && told.Contains("localcascade calibrate", StringComparison.Ordinal)));
    }

    [Fact]
    public void What_the_user_sets_counts_instead()
    {
        Store("localcascade-fim-6m", "");
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

    private void Store(string model, string digest) =>
        CalibrationFile.Write(_folder.Combine(CalibrationFile.Name), new() { Model = model, ModelDigest = digest, EscalationThresholds = ["python=0.7", "*=0.5"] });
}
