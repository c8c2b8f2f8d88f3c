using LocalCascade.Inference.Native;

namespace LocalCascade.Inference.Models;

/// <summary>What one run of a model reads and writes: tensors over unmanaged memory, bound to the graph's names. Binding allocates nothing on the managed heap.</summary>
internal sealed unsafe class IoBinding(OrtHandle session) : IDisposable
{
    private readonly OrtHandle _cpuMemory = Ort.CreateCpuMemoryInfo();

    public OrtHandle Handle { get; } = Ort.CreateIoBinding(session);

    public void BindInput(byte[] name, void* data, ReadOnlySpan<long> shape, OrtElementType type)
    {
        var value = Describe(data, shape, type);
        try
        {
            // The binding keeps its own reference.
            Ort.BindInput(Handle, name, value);
        }
        finally
        {
            Ort.ReleaseValue(value);
        }
    }

    public void BindOutput(byte[] name, void* data, ReadOnlySpan<long> shape, OrtElementType type)
    {
        var value = Describe(data, shape, type);
        try
        {
            Ort.BindOutput(Handle, name, value);
        }
        finally
        {
            Ort.ReleaseValue(value);
        }
    }

    /// <summary>Binds one memory as the past and the present of a cache: attention then appends to it in place.</summary>
    public void BindInPlace(byte[] past, byte[] present, void* data, ReadOnlySpan<long> shape, OrtElementType type)
    {
        var value = Describe(data, shape, type);
        try
        {
            Ort.BindInput(Handle, past, value);
            Ort.BindOutput(Handle, present, value);
        }
        finally
        {
            Ort.ReleaseValue(value);
        }
    }

    public void Dispose()
    {
        Handle.Dispose();
        _cpuMemory.Dispose();
    }

    /// <summary>Writes integers as the type (int32 or int64) that the graph takes them in.</summary>
    public static void Write(void* target, OrtElementType type, ReadOnlySpan<int> values)
    {
        if (type == OrtElementType.Int32)
        {
            values.CopyTo(new Span<int>(target, values.Length));
            return;
        }

        var longs = (long*)target;
        for (var i = 0; i < values.Length; i++)
        {
            longs[i] = values[i];
        }
    }

    /// <summary>Writes <paramref name="count"/> integers counting up from <paramref name="start"/>.</summary>
    public static void WriteRange(void* target, OrtElementType type, int start, int count)
    {
        for (var i = 0; i < count; i++)
        {
            if (type == OrtElementType.Int32)
            {
                ((int*)target)[i] = start + i;
            }
            else
            {
                ((long*)target)[i] = start + i;
            }
        }
    }

    /// <summary>Writes one row of an attention mask: <paramref name="ones"/> ones, and zeros up to <paramref name="width"/>.</summary>
    public static void WriteMask(void* target, OrtElementType type, int ones, int width)
    {
        if (type == OrtElementType.Int32)
        {
            var row = new Span<int>(target, width);
            row[..ones].Fill(1);
            row[ones..].Clear();
        }
        else
        {
            var row = new Span<long>(target, width);
            row[..ones].Fill(1);
            row[ones..].Clear();
        }
    }

    private nint Describe(void* data, ReadOnlySpan<long> shape, OrtElementType type)
    {
        var elements = 1L;
        foreach (var dimension in shape)
        {
            elements *= dimension;
        }

        return Ort.CreateTensorPointer(_cpuMemory, data, (nuint)elements * (nuint)type.GetSize(), shape, type);
    }
}
