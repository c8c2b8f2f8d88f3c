using System.Runtime.InteropServices;
using LocalCascade.Inference.Native;

namespace LocalCascade.Inference.Tests.Native;

public class OrtLibraryTests
{
    [Fact]
    public void A_file_that_is_no_library_is_named_with_the_mend()
    {
        using var folder = new LocalCascade.Tests.TemporaryFolder();
        var path = folder.Combine("libonnxruntime.so");
        File.WriteAllText(path, "not a library");
        var error = Assert.Throws<InferenceException>(() => OrtLibrary.Load(path)).Message;
        Assert.Contains(path, error, StringComparison.Ordinal);
        Assert.Contains(OrtLibrary.PathVariable, error, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_library_is_named_as_such()
    {
        var name = OperatingSystem.IsWindows() ? "System.IO.Compression.Native.dll" : OperatingSystem.IsMacOS() ? "libSystem.Native.dylib" : "libSystem.Native.so";
        var path = Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), name);
        Assert.Contains("is not an ONNX Runtime library", Assert.Throws<InferenceException>(() => OrtLibrary.Load(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void More_memory_than_there_is_is_a_sentence_not_a_crash() =>
        Assert.Contains("not enough memory", Assert.Throws<InferenceException>(() => new NativeBuffer(nuint.MaxValue / 4).Dispose()).Message, StringComparison.Ordinal);
}
