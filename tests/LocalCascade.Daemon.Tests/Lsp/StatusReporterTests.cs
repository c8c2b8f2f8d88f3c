using System.Text.Json;
using LocalCascade.Tests;

namespace LocalCascade.Daemon.Tests.Lsp;

public sealed class StatusReporterTests
{
    private const string Method = "localcascade/didChangeStatus";
    private const string Wanted = """{"experimental":{"localcascade":{"status":true}}}""";
    private const string Uri = "file:///w/a.ts";

    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public async Task Who_wants_the_status_gets_it_at_the_start_and_when_another_tier_answers()
    {
        await using var editor = new TestEditor();
        await editor.StartAsync(capabilities: Wanted);
        var first = await editor.NextAsync(Method);
        Assert.Equal("ready", first.GetProperty("state").GetString());
        Assert.Equal(JsonValueKind.Null, first.GetProperty("lastTier").ValueKind);
        Assert.Equal(JsonValueKind.Null, first.GetProperty("cloudState").ValueKind);

        await editor.OpenAsync(Uri, "typescript", SampleCode.Start);
        Assert.Single(await editor.CompleteAsync(Uri, SampleCode.Start));
        Assert.Equal("workspace", (await editor.NextAsync(Method)).GetProperty("lastTier").GetString());
        Assert.Single(await editor.CompleteAsync(Uri, SampleCode.Start));
        Assert.Equal("cache", (await editor.NextAsync(Method)).GetProperty("lastTier").GetString());
    }

    [Fact]
    public async Task Who_does_not_want_it_is_left_alone()
    {
        await using var editor = new TestEditor(_clock);
        await editor.StartAsync(capabilities: """{"experimental":{"localcascade":{"status":false},"other":1}}""");
        await editor.CompleteAsync(Uri, "");
        _clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(0, await editor.CountAsync(Method));
    }

    [Fact]
    public async Task Many_changes_at_once_are_told_once_and_none_twice()
    {
        await using var editor = new TestEditor(_clock);
        await editor.StartAsync(capabilities: Wanted);
        await editor.OpenAsync(Uri, "typescript", SampleCode.Start);
        for (var i = 0; i < 50; i++)
        {
            await editor.CompleteAsync(Uri, SampleCode.Start);
        }

        Assert.Equal(0, await editor.CountAsync(Method));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("cache", (await editor.NextAsync(Method)).GetProperty("lastTier").GetString());
        for (var i = 0; i < 50; i++)
        {
            await editor.CompleteAsync(Uri, SampleCode.Start);
        }

        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(0, await editor.CountAsync(Method));
    }

    [Fact]
    public async Task Switched_off_and_on_again_is_told()
    {
        await using var editor = new TestEditor();
        await editor.StartAsync(capabilities: Wanted);
        Assert.Equal("ready", (await editor.NextAsync(Method)).GetProperty("state").GetString());
        await editor.TellAsync("workspace/didChangeConfiguration", """{"settings":{"localcascade":{"enabled":false}}}""");
        Assert.Equal("off", (await editor.NextAsync(Method)).GetProperty("state").GetString());
        await editor.TellAsync("workspace/didChangeConfiguration", """{"settings":{"localcascade":{"enabled":true}}}""");
        Assert.Equal("ready", (await editor.NextAsync(Method)).GetProperty("state").GetString());
    }

    [Fact]
    public async Task A_model_that_cannot_be_loaded_is_an_error_that_the_doctor_explains()
    {
        await using var editor = new TestEditor(settings: ["useModel=true", "model=/nowhere/model"]);
        await editor.StartAsync(capabilities: Wanted);
        JsonElement status;
        do
        {
            status = await editor.NextAsync(Method);
        }
        while (status.GetProperty("state").GetString() == "loading");

        Assert.Equal("error", status.GetProperty("state").GetString());
        Assert.Equal("doctor", status.GetProperty("action").GetString());
        Assert.Contains("/nowhere/model", status.GetProperty("message").GetString(), StringComparison.Ordinal);
    }
}
