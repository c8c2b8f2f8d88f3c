namespace LocalCascade.EndToEnd.CloudTier;

/// <summary>Both tiers together: a real LSP client types through relay and daemon, with proxy and serving up, down and up again; the scenarios are in client/cascade.mjs.</summary>
public class CascadeTests
{
    [Theory]
    [InlineData("sure-is-local-unsure-is-cloud-and-unplugging-costs-quality-only")]
    [InlineData("what-must-not-leave-does-not")]
    public Task Scenario(string name) => Scenarios.RunAsync("node", ["cascade.mjs", PublishedServer.Path, name], TimeSpan.FromMinutes(4));
}
