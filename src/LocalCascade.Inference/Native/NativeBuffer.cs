using System.Runtime.InteropServices;

namespace LocalCascade.Inference.Native;

/// <summary>Aligned unmanaged memory whose address the runtime may keep.</summary>
internal sealed unsafe class NativeBuffer : IDisposable
{
    private const nuint Alignment = 64;

    private void* _allocated;
    private void* _pointer;

    /// <param name="bytes">Its size.</param>
    /// <param name="zeroed">Whether it is filled with zeros. The system then gives the pages of a large one when they are first touched.</param>
    /// <exception cref="InferenceException">There is not so much memory.</exception>
    public NativeBuffer(nuint bytes, bool zeroed = false)
    {
        try
        {
            _allocated = zeroed ? NativeMemory.AllocZeroed(bytes + Alignment) : NativeMemory.Alloc(bytes + Alignment);
            _pointer = (void*)(((nuint)_allocated + Alignment - 1) / Alignment * Alignment);
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
        NativeMemory.Free(_allocated);
        _allocated = null;
        _pointer = null;
    }
}
