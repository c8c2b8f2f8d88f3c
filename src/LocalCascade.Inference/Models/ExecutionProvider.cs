using LocalCascade.Inference.Native;

namespace LocalCascade.Inference.Models;

/// <summary>An execution provider that a setting can name.</summary>
/// <param name="Name">The setting's word.</param>
/// <param name="BuiltInName">What the runtime lists when the provider is compiled in.</param>
/// <param name="AppendName">What the runtime wants when the provider is added by name; null where nothing is added.</param>
/// <param name="MemoryName">Name of the device memory that the KV cache lives in; null for CPU memory.</param>
internal sealed record ExecutionProvider(string Name, string BuiltInName, string? AppendName, string? MemoryName)
{
    private const string Cuda = "CUDA";

    public static readonly ExecutionProvider Cpu = new("cpu", "CPUExecutionProvider", null, null);

    public static readonly IReadOnlyList<ExecutionProvider> Known =
    [
        Cpu,
        new("cuda", "CUDAExecutionProvider", Cuda, "Cuda"),
        new("dml", "DmlExecutionProvider", "DML", "DML"),
        new("webgpu", "WebGpuExecutionProvider", "WebGPU", "WebGPU_Buf") { Gate = new() },
        // Core ML runs parts of the graph and hands tensors back in CPU memory.
        new("coreml", "CoreMLExecutionProvider", "CoreML", null),
    ];

    /// <summary>
    /// Held around every call that uses the device; null for providers that many threads may use. WebGPU's context is one per
    /// process: two models that load, run or are released at once there abort it (ONNX Runtime 1.30), as when one replaces another.
    /// </summary>
    public Lock? Gate { get; private init; }

    /// <summary>Adds this provider to session options.</summary>
    /// <exception cref="InferenceException">The library was not built with it, or its device or driver is missing.</exception>
    public void AppendTo(OrtHandle options)
    {
        if (AppendName is not null)
        {
            if (!Ort.GetAvailableProviders().Contains(BuiltInName))
            {
                throw new InferenceException($"this build of ONNX Runtime ({OrtLibrary.Version}) does not contain {BuiltInName}.");
            }

            if (AppendName == Cuda)
            {
                Ort.AppendCuda(options);
            }
            else
            {
                Ort.AppendExecutionProvider(options, AppendName);
            }
        }
    }
}
