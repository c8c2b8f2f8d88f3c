using System.Text.Json;

namespace LocalCascade.Wire.Tests;

public sealed class CompletionBodyTests
{
    [Fact]
    public void Fields_that_are_not_ours_travel_on()
    {
        var body = Read("""{"prompt":["a"],"stop":"\n","max_tokens":3,"top_p":0.5,"stream_options":{"include_usage":true}}""");
        Assert.Equal("a", body.Prompt);
        Assert.Equal(["\n"], body.Stop!);
        Assert.Equal(3, body.MaxTokens);
        var written = JsonSerializer.Serialize(body, WireJson.Relaxed.CompletionBody);
        Assert.Equal("""{"prompt":"a","max_tokens":3,"stop":["\n"],"top_p":0.5,"stream_options":{"include_usage":true}}""", written);
    }

    [Theory]
    [InlineData("""{"prompt":[1,2]}""")]
    [InlineData("""{"prompt":["a","b"]}""")]
    [InlineData("""{"prompt":[]}""")]
    [InlineData("""{"prompt":7}""")]
    [InlineData("""{"stop":[1]}""")]
    [InlineData("""{"stop":{}}""")]
    [InlineData("""{"prompt":["a" """)]
    public void What_cannot_be_completed_is_refused(string json) =>
        Assert.ThrowsAny<JsonException>(() => Read(json));

    private static CompletionBody Read(string json) => JsonSerializer.Deserialize(json, WireJson.Relaxed.CompletionBody)!;
}
