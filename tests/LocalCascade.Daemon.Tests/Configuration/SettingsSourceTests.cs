using System.Text.Json;
using LocalCascade.Daemon.Configuration;
using LocalCascade.Daemon.Telemetry;
using LocalCascade.Tests;

namespace LocalCascade.Daemon.Tests.Configuration;

public sealed class SettingsSourceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Later_layers_win_and_each_value_knows_where_it_came_from()
    {
        var settings = Make("""{"modelThreshold": 0.7, "threads": 2, "maxLineTokens": 20}""", "threads=3");
        settings.SetEditor(Json("""{"modelThreshold": 0.6}"""));
        settings.Reload([]);
        Assert.Empty(settings.Problems);
        Assert.Equal((0.6, 3, 20), (settings.Current.Engine.ModelThreshold, settings.Current.Engine.Threads, settings.Current.Engine.MaxLineTokens));
        Assert.Equal("the editor's settings", settings.Origins["modelThreshold"]);
        Assert.Equal("the command line", settings.Origins["threads"]);
        Assert.EndsWith("config.json", settings.Origins["maxLineTokens"], StringComparison.Ordinal);
    }

    [Fact]
    public void An_editor_that_has_no_settings_leaves_its_initializationOptions_in_effect()
    {
        var settings = Make("{}");
        settings.SetInitializationOptions(Json("""{"useModel": false, "threads": 2, "editorInfo": {}}"""), ignoreUnknown: true);
        settings.SetEditor(Json("{}"));
        settings.Reload([]);
        Assert.False(settings.Current.Engine.UseModel);
        settings.SetEditor(Json("""{"threads": 3}"""));
        settings.Reload([]);
        Assert.Equal((false, 3), (settings.Current.Engine.UseModel, settings.Current.Engine.Threads));
        Assert.Empty(settings.Problems);
    }

    [Fact]
    public void An_editor_that_wants_no_telemetry_overrules_our_own_setting()
    {
        var settings = Make("""{"telemetry": "local", "otlpEndpoint": "http://127.0.0.1:4318"}""");
        Assert.True(settings.Current.Telemetry.IsOn);
        foreach (var (level, isOn) in new[] { ("off", false), ("error", true), ("OFF", false), ("all", true) })
        {
            settings.SetTelemetryLevel(level);
            settings.Reload([]);
            Assert.Equal(isOn, settings.Current.Telemetry.IsOn);
            Assert.Equal(isOn, TelemetryPlace.Of(settings.Current) is not null);
        }

        settings.SetTelemetryLevel("off");
        settings.Reload([]);
        Assert.Equal("the editor's telemetry.telemetryLevel", settings.Origins["telemetry"]);
        Assert.Empty(settings.Problems);
    }

    [Fact]
    public void Another_sections_telemetry_among_an_editors_options_is_no_mistake_of_ours()
    {
        var settings = Make("{}");
        settings.SetInitializationOptions(Json("""{"telemetry": {"telemetryLevel": "all"}, "editorInfo": {}}"""), ignoreUnknown: true);
        settings.Reload([]);
        Assert.Empty(settings.Problems);
    }

    [Theory]
    [InlineData("local", "off", "off")]
    [InlineData("local", "Off", "off")]
    [InlineData("off", "local", "off")]
    [InlineData("local", "local", "local")]
    public void A_workspace_may_switch_telemetry_off_never_on(string mine, string theirs, string expected)
    {
        var settings = Make($$"""{"telemetry": "{{mine}}"}""");
        File.WriteAllText(_folder.Combine(".localcascade.json"), $$"""{"telemetry": "{{theirs}}"}""");
        settings.Reload([_folder.Path]);
        Assert.Equal(expected, settings.Current.Telemetry.Mode);
    }

    [Theory]
    [InlineData("""{"modelThreshhold": 0.7}""", "did you mean 'modelThreshold'?")]
    [InlineData("""{"modelThreshold": 7}""", "a number from 0 to 1")]
    [InlineData("""{"threads": "two"}""", "a whole number from 0 to 256")]
    [InlineData("""{"enabled": "yes"}""", "true or false")]
    [InlineData("""{"offPatterns": "a"}""", "a list of strings")]
    [InlineData("""{"logLevel": "Loud"}""", "one of Trace")]
    [InlineData("{\n\"threads\": 2,,\n}", "line 2")]
    [InlineData("[1]", "one JSON object")]
    public void What_does_not_fit_is_told_with_what_would_and_the_rest_holds(string file, string expected)
    {
        var settings = Make(file, "maxLineTokens=9");
        Assert.Contains(expected, Assert.Single(settings.Problems), StringComparison.Ordinal);
        Assert.Equal(9, settings.Current.Engine.MaxLineTokens);
    }

    [Fact]
    public void A_workspace_may_tighten_but_never_loosen_nor_choose_libraries()
    {
        var settings = Make("""{"offline": true, "useModel": true, "offPatterns": ["a"], "workspaceThreshold": 0.5}""");
        File.WriteAllText(_folder.Combine(".localcascade.json"), """{"offline": false, "useModel": false, "offPatterns": ["b"], "workspaceThreshold": 0.3, "providerLibrary": "/tmp/evil.so", "workspaceIndexFolder": "/tmp/evil"}""");
        settings.Reload([_folder.Path]);
        Assert.True(settings.Current.Offline);
        Assert.False(settings.Current.Engine.UseModel);
        Assert.Equal(["a", "b"], settings.Current.Engine.OffPatterns);
        Assert.Equal(0.5, settings.Current.Engine.WorkspaceThreshold);
        Assert.Equal("", settings.Current.Engine.ProviderLibrary);
        Assert.Equal("", settings.Current.Engine.WorkspaceIndexFolder);
        Assert.Equal(2, settings.Problems.Count);
        Assert.All(settings.Problems, problem => Assert.Contains("a workspace may not set it", problem, StringComparison.Ordinal));
    }

    [Fact]
    public void A_problem_is_told_once()
    {
        var settings = Make("""{"nonsense": 1}""");
        Assert.Single(settings.TakeNewProblems());
        settings.Reload([]);
        Assert.Empty(settings.TakeNewProblems());
    }

    [Fact]
    public void Every_setting_reads_what_it_prints()
    {
        var settings = new DaemonSettings();
        foreach (var definition in SettingDefinitions.All)
        {
            var value = definition.Get(settings);
            var read = definition.Read(Json(JsonSerializer.Serialize(value)));
            Assert.NotNull(read);
            Assert.Equal(SettingDefinition.Format(value), SettingDefinition.Format(definition.Get(definition.Set(settings, read))));
            Assert.StartsWith("LOCALCASCADE_", definition.Variable, StringComparison.Ordinal);
        }
    }

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement.Clone();

    private SettingsSource Make(string file, params string[] commandLine)
    {
        File.WriteAllText(_folder.Combine("config.json"), file);
        return new(_folder.Combine("config.json"), commandLine);
    }
}
