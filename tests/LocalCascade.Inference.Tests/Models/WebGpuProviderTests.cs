using LocalCascade.Inference.Models;
using LocalCascade.Inference.Tests.Fixtures;

namespace LocalCascade.Inference.Tests.Models;

/// <summary>The WebGPU provider on SwiftShader, a Vulkan in software that Chromium brings: a GPU's code path without a GPU.</summary>
public class WebGpuProviderTests
{
    [SkippableFact]
    public void Logits_on_WebGPU_are_those_of_the_reference_also_after_rolling_back()
    {
        SwiftShader.Require();
        var reference = FixtureModel.Read("llama-fp32");
        using var model = FixtureModel.Load("llama-fp32", new RuntimeOptions { Provider = "webgpu", PrefillChunk = 16 });
        Assert.Equal("webgpu", model.ProviderReport.Used);
        using var session = model.CreateSession(64);
        OnnxModelSessionTests.AssertClose(reference.Logits[39], session.Append(reference.Tokens, default), 2e-3f);
        session.Rollback(10);
        OnnxModelSessionTests.AssertClose(reference.Logits[23], session.Append(reference.Tokens.AsSpan(10, 14), default), 2e-3f);
        for (var i = 24; i < 40; i++)
        {
            session.Append([reference.Tokens[i]], default);
        }

        session.Rollback(39);
        OnnxModelSessionTests.AssertClose(reference.Logits[39], session.Append([reference.Tokens[39]], default), 2e-3f);
    }

    [SkippableFact]
    public void One_model_can_replace_another_that_is_still_running()
    {
        SwiftShader.Require();
        var reference = FixtureModel.Read("llama-fp32");
        Parallel.For(0, 3, _ =>
        {
            using var model = FixtureModel.Load("llama-fp32", new RuntimeOptions { Provider = "webgpu", PrefillChunk = 16 });
            using var session = model.CreateSession(64);
            OnnxModelSessionTests.AssertClose(reference.Logits[39], session.Append(reference.Tokens, default), 2e-3f);
        });
    }
}
