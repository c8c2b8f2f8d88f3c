using System.Runtime.InteropServices;

namespace LocalCascade.Inference.Native;

/// <summary>Aligned unmanaged memory whose address the runtime may keep.</summary>
internal sealed unsafe class NativeBuffer : IDisposable
{
    private void* _pointer;

    /// <exception cref="InferenceException">There is not so much memory.</exception>
    public NativeBuffer(nuint bytes)
    {
        try
        {
            _pointer = NativeMemory.AlignedAlloc(bytes, 64);
        }
        catch (OutOfMemoryException error)
        {
            throw new InferenceException($"There is not enough memory for a buffer of {bytes / 1e6:0} MB for the model. Close other programs, or choose a smaller model.", error);
        }
    }

    ~NativeBuffer() => Free();

    public void* Pointer => _pointer is not null ? _pointer : throw new ObjectDisposedException(nameof(NativeBuffer));

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        NativeMemory.AlignedFree(_pointer);
        _pointer = null;
    }
}
