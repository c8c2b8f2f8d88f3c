using System.Text;
using System.Text.Json;
using LocalCascade.Proxy.Configuration;

namespace LocalCascade.Proxy.Tests.Configuration;

public sealed class ConfigurationFileTests
{
    private const string Good = """{"upstreams":[{"name":"one","url":"http://127.0.0.1:8100","model":"m"}]}""";

    [Fact]
    public void The_least_there_can_be_is_an_upstream() => Assert.Single(Parse(Good).Upstreams);

    [Fact]
    public void What_is_printed_to_start_from_can_be_read() =>
        Parse(JsonSerializer.Serialize(Parse(Good), ConfigurationJson.Default.ProxyConfiguration));

    [Theory]
    [InlineData("""{}""", "upstreams is empty")]
    [InlineData("""{"upstreams":null}""", "null")]
    [InlineData("""{"upstreems":[]}""", "upstreems")]
    [InlineData("""{"upstreams":[{"name":"one","url":"nonsense","model":"m"}]}""", "upstreams[0].url: 'nonsense'")]
    [InlineData("""{"upstreams":[{"name":"a","url":"http://h","model":"m"},{"name":"a","url":"http://h","model":"m"}]}""", "taken")]
    [InlineData("""{"upstreams":[{"name":"a","url":"http://h","model":"m","fim":"unknown"}]}""", "fim: 'unknown'")]
    [InlineData("""{"upstreams":[{"name":"a","url":"http://h","model":"m","apiKey":"env:LOCALCASCADE_NOT_SET"}]}""", "LOCALCASCADE_NOT_SET is not set")]
    [InlineData("""{"tokens":{"lifetimeMinutes":60}}""", "tokens.lifetimeMinutes is 60, expected 10 to 30")]
    [InlineData("""{"listen":{"addresses":["https://0.0.0.0:8443"]}}""", "listen.certificate")]
    [InlineData("""{"requests":{"minimumClients":["localcascade"]}}""", "product/version")]
    [InlineData("""{"health":{"successRate":2}}""", "health.successRate is 2")]
    [InlineData("""{"admission":{"concurrent":"many"}}""", "admission.concurrent")]
    [InlineData("""{"upstreams": [""", "upstreams[0]")]
    public void Mistakes_are_named_and_nothing_is_used(string json, string expected) =>
        Assert.Contains(expected, Assert.Throws<ConfigurationException>(() => Parse(json)).Message, StringComparison.Ordinal);

    [Fact]
    public void All_mistakes_are_told_at_once() =>
        Assert.Contains("has 3 mistakes", Assert.Throws<ConfigurationException>(() => Parse("""{"requests":{"maxDepth":1,"maxAttempts":9}}""")).Message, StringComparison.Ordinal);

    private static ProxyConfiguration Parse(string json) => ConfigurationFile.Parse(Encoding.UTF8.GetBytes(json), "proxy.json");
}
