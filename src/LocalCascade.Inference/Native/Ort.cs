using System.Runtime.InteropServices;
using System.Text;

namespace LocalCascade.Inference.Native;

/// <summary>
/// The calls of the ONNX Runtime C API that this library makes, with errors turned into exceptions and objects into handles.
/// Strings are UTF-8, paths are what the platform's ORTCHAR_T asks for. https://onnxruntime.ai/docs/api/c/
/// </summary>
internal static unsafe class Ort
{
    private const int LogFatal = 4;
    private const int OptimizeAll = 99;

    // The runtime wants one environment, alive as long as anything made in it. Only fatal errors are logged by the library
    // itself (to stderr): every other one comes back as a status and becomes an exception.
    private static readonly Lazy<OrtHandle> Environment = new(() =>
    {
        nint env;
        fixed (byte* id = "localcascade\0"u8)
        {
            Check(((delegate* unmanaged<int, byte*, nint*, nint>)Function(OrtFunction.CreateEnv))(LogFatal, id, &env), "creating the runtime's environment");
        }

        // Besides OrtTelemetry: what is switched off twice stays off when one of the two switches goes.
        Check(((delegate* unmanaged<nint, nint>)Function(OrtFunction.DisableTelemetryEvents))(env), "switching the runtime's telemetry off");
        return new(env, OrtFunction.ReleaseEnv);
    });

    public static OrtHandle CreateSessionOptions(int threads, bool allowSpinning)
    {
        // Providers log when they are added, through a logger that the environment brings.
        _ = Environment.Value;
        nint options;
        Check(((delegate* unmanaged<nint*, nint>)Function(OrtFunction.CreateSessionOptions))(&options), "creating session options");
        var handle = new OrtHandle(options, OrtFunction.ReleaseSessionOptions);
        Check(((delegate* unmanaged<nint, int, nint>)Function(OrtFunction.SetSessionGraphOptimizationLevel))(options, OptimizeAll), "setting the optimisation level");
        Check(((delegate* unmanaged<nint, int, nint>)Function(OrtFunction.SetIntraOpNumThreads))(options, threads), "setting the thread count");
        AddConfigEntry(handle, "session.intra_op.allow_spinning", allowSpinning ? "1" : "0");
        return handle;
    }

    public static void AddConfigEntry(OrtHandle options, string key, string value)
    {
        fixed (byte* k = Utf8(key), v = Utf8(value))
        {
            Check(((delegate* unmanaged<nint, byte*, byte*, nint>)Function(OrtFunction.AddSessionConfigEntry))(options.Pointer, k, v), $"setting {key}");
        }
    }

    /// <summary>Appends a built-in provider by its name (WebGPU, DML, CoreML, XNNPACK …).</summary>
    public static void AppendExecutionProvider(OrtHandle options, string name)
    {
        fixed (byte* n = Utf8(name))
        {
            Check(((delegate* unmanaged<nint, byte*, byte**, byte**, nuint, nint>)Function(OrtFunction.SessionOptionsAppendExecutionProvider))(options.Pointer, n, null, null, 0), $"adding the execution provider {name}");
        }
    }

    /// <summary>Appends CUDA, which the runtime does not take by name; its library must lie beside the runtime's.</summary>
    public static void AppendCuda(OrtHandle options)
    {
        nint provider;
        Check(((delegate* unmanaged<nint*, nint>)Function(OrtFunction.CreateCudaProviderOptions))(&provider), "creating options for the execution provider CUDA");
        using var owner = new OrtHandle(provider, OrtFunction.ReleaseCudaProviderOptions);
        Check(((delegate* unmanaged<nint, nint, nint>)Function(OrtFunction.SessionOptionsAppendExecutionProviderCudaV2))(options.Pointer, provider), "adding the execution provider CUDA");
    }

    /// <summary>Registers a plug-in provider library under a name; the runtime keeps it for the life of the process.</summary>
    public static void RegisterExecutionProviderLibrary(string name, string path)
    {
        fixed (byte* n = Utf8(name), p = PathBytes(path))
        {
            Check(((delegate* unmanaged<nint, byte*, byte*, nint>)Function(OrtFunction.RegisterExecutionProviderLibrary))(Environment.Value.Pointer, n, p), $"loading the execution provider library {path}");
        }
    }

    /// <summary>Appends every device that a registered plug-in provider offers; false when it offers none.</summary>
    public static bool TryAppendPlugInProvider(OrtHandle options, string name)
    {
        nint* devices;
        nuint count;
        Check(((delegate* unmanaged<nint, nint**, nuint*, nint>)Function(OrtFunction.GetEpDevices))(Environment.Value.Pointer, &devices, &count), "listing the execution devices");
        var chosen = new List<nint>();
        for (var i = 0; i < (int)count; i++)
        {
            var provider = Marshal.PtrToStringUTF8((nint)((delegate* unmanaged<nint, byte*>)Function(OrtFunction.EpDeviceEpName))(devices[i]));
            if (string.Equals(provider, name, StringComparison.OrdinalIgnoreCase))
            {
                chosen.Add(devices[i]);
            }
        }

        if (chosen.Count == 0)
        {
            return false;
        }

        fixed (nint* first = CollectionsMarshal.AsSpan(chosen))
        {
            Check(((delegate* unmanaged<nint, nint, nint*, nuint, byte**, byte**, nuint, nint>)Function(OrtFunction.SessionOptionsAppendExecutionProviderV2))(options.Pointer, Environment.Value.Pointer, first, (nuint)chosen.Count, null, null, 0), $"adding the execution provider {name}");
        }

        return true;
    }

    /// <summary>The providers that the library was built with, such as CPUExecutionProvider.</summary>
    public static string[] GetAvailableProviders()
    {
        byte** names;
        int count;
        Check(((delegate* unmanaged<byte***, int*, nint>)Function(OrtFunction.GetAvailableProviders))(&names, &count), "listing the execution providers");
        var providers = new string[count];
        for (var i = 0; i < count; i++)
        {
            providers[i] = Marshal.PtrToStringUTF8((nint)names[i]) ?? "";
        }

        Check(((delegate* unmanaged<byte**, int, nint>)Function(OrtFunction.ReleaseAvailableProviders))(names, count), "releasing the list of execution providers");
        return providers;
    }

    public static OrtHandle CreateSession(string path, OrtHandle options)
    {
        nint session;
        fixed (byte* p = PathBytes(path))
        {
            Check(((delegate* unmanaged<nint, byte*, nint, nint*, nint>)Function(OrtFunction.CreateSession))(Environment.Value.Pointer, p, options.Pointer, &session), $"loading {path}");
        }

        return new(session, OrtFunction.ReleaseSession);
    }

    public static OrtTensorInfo[] GetInputs(OrtHandle session) =>
        GetTensors(session, OrtFunction.SessionGetInputCount, OrtFunction.SessionGetInputName, OrtFunction.SessionGetInputTypeInfo);

    /// <summary>Inputs that have a default.</summary>
    public static OrtTensorInfo[] GetOptionalInputs(OrtHandle session) =>
        GetTensors(session, OrtFunction.SessionGetOverridableInitializerCount, OrtFunction.SessionGetOverridableInitializerName, OrtFunction.SessionGetOverridableInitializerTypeInfo);

    public static OrtTensorInfo[] GetOutputs(OrtHandle session) =>
        GetTensors(session, OrtFunction.SessionGetOutputCount, OrtFunction.SessionGetOutputName, OrtFunction.SessionGetOutputTypeInfo);

    public static OrtHandle CreateRunOptions()
    {
        nint options;
        Check(((delegate* unmanaged<nint*, nint>)Function(OrtFunction.CreateRunOptions))(&options), "creating run options");
        return new(options, OrtFunction.ReleaseRunOptions);
    }

    /// <summary>Asks a run that is under way to stop at the next kernel. Thread-safe.</summary>
    public static void SetTerminate(OrtHandle runOptions) =>
        Check(((delegate* unmanaged<nint, nint>)Function(OrtFunction.RunOptionsSetTerminate))(runOptions.Pointer), "cancelling a run");

    public static void UnsetTerminate(OrtHandle runOptions) =>
        Check(((delegate* unmanaged<nint, nint>)Function(OrtFunction.RunOptionsUnsetTerminate))(runOptions.Pointer), "readying a run");

    public static OrtHandle CreateCpuMemoryInfo()
    {
        nint info;
        const int DeviceAllocator = 0;
        const int DefaultMemory = 0;
        Check(((delegate* unmanaged<int, int, nint*, nint>)Function(OrtFunction.CreateCpuMemoryInfo))(DeviceAllocator, DefaultMemory, &info), "describing CPU memory");
        return new(info, OrtFunction.ReleaseMemoryInfo);
    }

    /// <summary>Describes a device's own memory by the name its provider gives it.</summary>
    public static OrtHandle CreateMemoryInfo(string name)
    {
        nint info;
        const int DeviceAllocator = 0;
        fixed (byte* n = Utf8(name))
        {
            Check(((delegate* unmanaged<byte*, int, int, int, nint*, nint>)Function(OrtFunction.CreateMemoryInfo))(n, DeviceAllocator, 0, 0, &info), $"describing {name} memory");
        }

        return new(info, OrtFunction.ReleaseMemoryInfo);
    }

    public static OrtHandle CreateAllocator(OrtHandle session, OrtHandle memory)
    {
        nint allocator;
        Check(((delegate* unmanaged<nint, nint, nint*, nint>)Function(OrtFunction.CreateAllocator))(session.Pointer, memory.Pointer, &allocator), "creating an allocator for the KV cache");
        return new(allocator, OrtFunction.ReleaseAllocator);
    }

    /// <summary>A tensor in memory that the allocator owns.</summary>
    public static OrtHandle CreateTensor(OrtHandle allocator, ReadOnlySpan<long> shape, OrtElementType type)
    {
        nint value;
        fixed (long* dimensions = shape)
        {
            Check(((delegate* unmanaged<nint, long*, nuint, int, nint*, nint>)Function(OrtFunction.CreateTensorAsOrtValue))(allocator.Pointer, dimensions, (nuint)shape.Length, (int)type, &value), "allocating a tensor");
        }

        return new(value, OrtFunction.ReleaseValue);
    }

    /// <summary>A tensor over memory that the caller owns and keeps alive.</summary>
    public static OrtHandle CreateTensor(OrtHandle memory, void* data, nuint bytes, ReadOnlySpan<long> shape, OrtElementType type) =>
        new(CreateTensorPointer(memory, data, bytes, shape, type), OrtFunction.ReleaseValue);

    /// <summary>As <see cref="CreateTensor(OrtHandle, void*, nuint, ReadOnlySpan{long}, OrtElementType)"/>, without a handle: for the decode step, which allocates nothing. Release by <see cref="ReleaseValue"/>.</summary>
    public static nint CreateTensorPointer(OrtHandle memory, void* data, nuint bytes, ReadOnlySpan<long> shape, OrtElementType type)
    {
        nint value;
        fixed (long* dimensions = shape)
        {
            Check(((delegate* unmanaged<nint, void*, nuint, long*, nuint, int, nint*, nint>)Function(OrtFunction.CreateTensorWithDataAsOrtValue))(memory.Pointer, data, bytes, dimensions, (nuint)shape.Length, (int)type, &value), "describing a tensor");
        }

        return value;
    }

    public static void ReleaseValue(nint value) => ((delegate* unmanaged<nint, void>)Function(OrtFunction.ReleaseValue))(value);

    public static OrtHandle CreateIoBinding(OrtHandle session)
    {
        nint binding;
        Check(((delegate* unmanaged<nint, nint*, nint>)Function(OrtFunction.CreateIoBinding))(session.Pointer, &binding), "creating a binding");
        return new(binding, OrtFunction.ReleaseIoBinding);
    }

    public static void BindInput(OrtHandle binding, byte[] name, nint value)
    {
        fixed (byte* n = name)
        {
            Check(((delegate* unmanaged<nint, byte*, nint, nint>)Function(OrtFunction.BindInput))(binding.Pointer, n, value), "binding an input");
        }
    }

    public static void BindOutput(OrtHandle binding, byte[] name, nint value)
    {
        fixed (byte* n = name)
        {
            Check(((delegate* unmanaged<nint, byte*, nint, nint>)Function(OrtFunction.BindOutput))(binding.Pointer, n, value), "binding an output");
        }
    }

    /// <summary>Runs the model once over what is bound.</summary>
    public static void Run(OrtHandle session, OrtHandle runOptions, OrtHandle binding, string operation) =>
        Check(((delegate* unmanaged<nint, nint, nint, nint>)Function(OrtFunction.RunWithBinding))(session.Pointer, runOptions.Pointer, binding.Pointer), operation);

    /// <summary>A zero-terminated UTF-8 string.</summary>
    public static byte[] Utf8(string text)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(text) + 1];
        Encoding.UTF8.GetBytes(text, bytes);
        return bytes;
    }

    // ORTCHAR_T is wchar_t on Windows and char elsewhere.
    private static byte[] PathBytes(string path) =>
        OperatingSystem.IsWindows() ? Encoding.Unicode.GetBytes(path + '\0') : Utf8(path);

    private static OrtTensorInfo[] GetTensors(OrtHandle session, OrtFunction count, OrtFunction name, OrtFunction type)
    {
        nuint tensors;
        Check(((delegate* unmanaged<nint, nuint*, nint>)Function(count))(session.Pointer, &tensors), "counting the model's inputs and outputs");
        nint allocator;
        Check(((delegate* unmanaged<nint*, nint>)Function(OrtFunction.GetAllocatorWithDefaultOptions))(&allocator), "getting the default allocator");
        var result = new OrtTensorInfo[tensors];
        for (nuint i = 0; i < tensors; i++)
        {
            byte* text;
            Check(((delegate* unmanaged<nint, nuint, nint, byte**, nint>)Function(name))(session.Pointer, i, allocator, &text), "reading an input's or output's name");
            var tensorName = Marshal.PtrToStringUTF8((nint)text) ?? "";
            Check(((delegate* unmanaged<nint, void*, nint>)Function(OrtFunction.AllocatorFree))(allocator, text), "freeing a name");
            nint info;
            Check(((delegate* unmanaged<nint, nuint, nint*, nint>)Function(type))(session.Pointer, i, &info), $"reading the type of {tensorName}");
            using var owner = new OrtHandle(info, OrtFunction.ReleaseTypeInfo);
            result[i] = ReadTensorInfo(tensorName, info);
        }

        return result;
    }

    private static OrtTensorInfo ReadTensorInfo(string name, nint typeInfo)
    {
        nint tensor;
        Check(((delegate* unmanaged<nint, nint*, nint>)Function(OrtFunction.CastTypeInfoToTensorInfo))(typeInfo, &tensor), $"reading the type of {name}");
        if (tensor == 0)
        {
            return new(name, OrtElementType.Undefined, []);
        }

        int elementType;
        Check(((delegate* unmanaged<nint, int*, nint>)Function(OrtFunction.GetTensorElementType))(tensor, &elementType), $"reading the element type of {name}");
        nuint rank;
        Check(((delegate* unmanaged<nint, nuint*, nint>)Function(OrtFunction.GetDimensionsCount))(tensor, &rank), $"reading the shape of {name}");
        var shape = new long[rank];
        fixed (long* dimensions = shape)
        {
            Check(((delegate* unmanaged<nint, long*, nuint, nint>)Function(OrtFunction.GetDimensions))(tensor, dimensions, rank), $"reading the shape of {name}");
        }

        return new(name, (OrtElementType)elementType, shape);
    }

    private static void* Function(OrtFunction function) => OrtLibrary.Table[(int)function];

    private static void Check(nint status, string operation)
    {
        if (status == 0)
        {
            return;
        }

        var message = Marshal.PtrToStringUTF8((nint)((delegate* unmanaged<nint, byte*>)Function(OrtFunction.GetErrorMessage))(status));
        ((delegate* unmanaged<nint, void>)Function(OrtFunction.ReleaseStatus))(status);
        // The runtime breaks some messages over lines; ours are one.
        message = string.Join(' ', (message ?? "it gave no reason").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
        throw new InferenceException($"ONNX Runtime failed {operation}: {message}");
    }
}
