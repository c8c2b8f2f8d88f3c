using LocalCascade.Inference.Models;
using LocalCascade.Inference.Tests.Fixtures;

namespace LocalCascade.Inference.Tests.Models;

/// <summary>The WebGPU provider on SwiftShader, a Vulkan in software that Chromium brings: a GPU's code path without a GPU.</summary>
public class WebGpuProviderTests
{
    private const string SwiftShader = "/usr/lib/chromium/vk_swiftshader_icd.json";

    [SkippableFact]
    public void Logits_on_WebGPU_are_those_of_the_reference_also_after_rolling_back()
    {
        Skip.IfNot(OperatingSystem.IsLinux() && File.Exists(SwiftShader), $"SwiftShader is not installed ({SwiftShader}; Debian: chromium-common).");
        Skip.IfNot(Directory.EnumerateFiles("/usr/lib", "libvulkan.so.1", SearchOption.AllDirectories).Any(), "libvulkan.so.1 is not installed (Debian: libvulkan1).");

        // The Vulkan loader reads it with getenv, which sees only what is in the native environment.
        Assert.Equal(0, Interop.SetEnvironment("VK_ICD_FILENAMES", SwiftShader, 1));

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

    private static partial class Interop
    {
        public static int SetEnvironment(string name, string value, int overwrite) => setenv(name, value, overwrite);

        [System.Runtime.InteropServices.DllImport("libc", CharSet = System.Runtime.InteropServices.CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
#pragma warning disable SYSLIB1054, CA5392, IDE1006, CA2101 // One call, in one test.
        private static extern int setenv(string name, string value, int overwrite);
#pragma warning restore SYSLIB1054, CA5392, IDE1006, CA2101
    }
}
