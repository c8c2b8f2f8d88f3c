using LocalCascade.Inference.Models;
using LocalCascade.Inference.Tests.Fixtures;

namespace LocalCascade.Inference.Tests.Models;

public class ProviderSelectionTests
{
    [Fact]
    public void Auto_runs_a_small_model_on_the_cpu_and_says_why()
    {
        using var model = FixtureModel.Load("llama-fp32", new());
        Assert.Equal("cpu", model.ProviderReport.Used);
        Assert.Contains("weights run faster there", string.Join(' ', model.ProviderReport.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_provider_is_refused_with_the_known_ones() =>
        Assert.Contains("cpu, cuda, dml, webgpu, coreml", LoadError(new() { Provider = "quantum" }), StringComparison.Ordinal);

    [Fact]
    public void A_provider_that_this_build_lacks_is_refused_with_the_mend()
    {
        var missing = OperatingSystem.IsWindows() ? "coreml" : "dml";
        var error = LoadError(new() { Provider = missing });
        Assert.Contains("does not contain", error, StringComparison.Ordinal);
        Assert.Contains("'auto' or 'cpu'", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_plug_in_library_is_named() =>
        Assert.Contains("/no/such/library.so", LoadError(new() { Provider = "QNNExecutionProvider", ProviderLibrary = "/no/such/library.so" }), StringComparison.Ordinal);

    [Fact]
    public void A_plug_in_library_that_is_none_is_told_in_the_runtimes_words()
    {
        using var folder = new LocalCascade.Tests.TemporaryFolder();
        var library = folder.Combine("provider.so");
        File.WriteAllText(library, "not a library");
        Assert.Contains("provider.so", LoadError(new() { Provider = "QNNExecutionProvider", ProviderLibrary = library }), StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Cuda_without_its_library_is_refused_in_the_runtimes_words()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Only the build for Linux has the bridge to CUDA.");
        Skip.If(Directory.EnumerateFiles(AppContext.BaseDirectory, "*onnxruntime_providers_cuda*").Any(), "CUDA's provider library is installed.");
        Assert.Contains("Failed to load shared library", LoadError(new() { Provider = "cuda" }), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1, 64)]
    [InlineData(0, 0)]
    [InlineData(0, -4)]
    [InlineData(0, 100_000)]
    public void Settings_that_cannot_be_are_refused(int threads, int chunk) =>
        Assert.Contains("is not possible", LoadError(new() { Provider = "cpu", Threads = threads, PrefillChunk = chunk }), StringComparison.Ordinal);

    [Fact]
    public void More_threads_than_the_machine_has_are_its_own() =>
        Assert.Equal(Environment.ProcessorCount, new RuntimeOptions { Threads = 100_000 }.EffectiveThreads);

    private static string LoadError(RuntimeOptions options) =>
        Assert.Throws<InferenceException>(() => FixtureModel.Load("llama-fp32", options)).Message;
}
