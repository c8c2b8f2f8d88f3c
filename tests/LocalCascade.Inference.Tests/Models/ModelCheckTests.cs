using LocalCascade.Inference.Models;
using LocalCascade.Inference.Tests.Fixtures;

namespace LocalCascade.Inference.Tests.Models;

public class ModelCheckTests
{
    [Fact]
    public void An_export_whose_cache_grows_is_refused_with_the_mend()
    {
        var error = Assert.Throws<InferenceException>(() => FixtureModel.Load(FixtureModel.Growing)).Message;
        Assert.Contains("past_present_share_buffer is false", error, StringComparison.Ordinal);
        Assert.Contains("GroupQueryAttention", error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_export_that_shares_its_cache_loads_whatever_its_config_says()
    {
        using var folder = FixtureModel.Copy("llama-fp32");
        var config = File.ReadAllText(folder.Combine("genai_config.json"));
        File.WriteAllText(folder.Combine("genai_config.json"), config.Replace("\"past_present_share_buffer\": true", "\"past_present_share_buffer\": false", StringComparison.Ordinal));
        using var model = OnnxModel.Load(ModelFolder.Open(folder.Path), new() { Provider = "cpu" }, default);
        Assert.Equal("cpu", model.ProviderReport.Used);
    }

    [SkippableFact]
    public void A_provider_that_lacks_what_the_model_needs_is_told_at_loading()
    {
        SwiftShader.Require();
        var error = Assert.Throws<InferenceException>(() => FixtureModel.Load("llama-fp16", new() { Provider = "webgpu" })).Message;
        Assert.Contains("does not run", error, StringComparison.Ordinal);
        Assert.Contains("f16", error, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Auto_falls_back_to_the_cpu_when_the_gpu_loads_the_model_but_cannot_run_it()
    {
        SwiftShader.Require();
        using var folder = LargeCopy("llama-fp16");
        using var model = OnnxModel.Load(ModelFolder.Open(folder.Path), new(), default);
        Assert.Equal("cpu", model.ProviderReport.Used);
        Assert.Contains(model.ProviderReport.Notes, note => note.StartsWith("webgpu was passed over", StringComparison.Ordinal) && note.Contains("f16", StringComparison.Ordinal));
    }

    [SkippableFact]
    public void Auto_takes_the_gpu_for_a_large_model_that_runs_there()
    {
        SwiftShader.Require();
        using var folder = LargeCopy("llama-fp32");
        using var model = OnnxModel.Load(ModelFolder.Open(folder.Path), new(), default);
        Assert.Equal("webgpu", model.ProviderReport.Used);
    }

    [SkippableFact]
    public void A_gpu_with_the_cache_in_the_wrong_memory_is_refused()
    {
        SwiftShader.Require();
        var folder = ModelFolder.Open(FixtureModel.Read("llama-fp32").Path);
        var wrong = ExecutionProvider.Known.Single(p => p.Name == "webgpu") with { MemoryName = null };
        var error = Assert.Throws<InferenceException>(() => ProviderSelection.Load(folder, new(), wrong, [], default)).Message;
        Assert.Contains("KV cache does not survive", error, StringComparison.Ordinal);
    }

    // Weights are counted by files' sizes; a sparse file beside the graph makes it count as large.
    private static LocalCascade.Tests.TemporaryFolder LargeCopy(string name)
    {
        var copy = FixtureModel.Copy(name);
        using var padding = File.Create(copy.Combine("model.onnx.padding"));
        padding.SetLength(200_000_000);
        return copy;
    }
}
