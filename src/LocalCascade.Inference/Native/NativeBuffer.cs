using System.Runtime.InteropServices;

namespace LocalCascade.Inference.Native;

/// <summary>Aligned unmanaged memory whose address the runtime may keep.</summary>
internal sealed unsafe class NativeBuffer : IDisposable
{
    private void* _pointer;

    public NativeBuffer(nuint bytes) => _pointer = NativeMemory.AlignedAlloc(bytes, 64);

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
