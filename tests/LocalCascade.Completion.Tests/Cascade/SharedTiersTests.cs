using LocalCascade.Completion.Cascade;
using LocalCascade.Inference.Models;
using LocalCascade.Tests;

namespace LocalCascade.Completion.Tests.Cascade;

public class SharedTiersTests
{
    private static readonly string Model = RepositoryRoot.Combine("tests", "LocalCascade.Inference.Tests", "Fixtures", "llama-fp32");

    [Fact]
    public async Task Engines_use_one_model_in_memory()
    {
        await using var shared = new SharedTiers();
        await using var first = await StartAsync(shared);
        await using var second = await StartAsync(shared);
        var model = shared.Models.Get(Model, Options, CancellationToken.None);
        Assert.Same(model, shared.Models.Get(Model, Options, CancellationToken.None));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_model_stays_without_engines_where_it_is_kept(bool kept)
    {
        await using var shared = new SharedTiers(keepsLastModel: kept);
        LoadedModel model;
        await using (await StartAsync(shared))
        {
            model = shared.Models.Get(Model, Options, CancellationToken.None);
            model.Release();
        }

        Assert.Equal(kept, model.TryAddUser());
        if (kept)
        {
            model.Release();
            await shared.DisposeAsync();
            Assert.False(model.TryAddUser());
        }
    }

    private static RuntimeOptions Options => EngineRuntimeOptions.From(Settings);

    private static EngineSettings Settings => new() { UseWorkspace = false };

    private static async Task<CompletionEngine> StartAsync(SharedTiers shared)
    {
        var engine = new CompletionEngine(Settings, Model, shared: shared);
        engine.Start();
        await engine.WhenReadyAsync(CancellationToken.None);
        Assert.Equal(ModelState.Ready, engine.Status.Model.State);
        return engine;
    }
}
