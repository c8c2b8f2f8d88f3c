using System.Runtime.InteropServices;

namespace LocalCascade.Inference.Native;

/// <summary>Owns one object of the runtime and releases it by the table's function for its kind.</summary>
internal sealed unsafe class OrtHandle : SafeHandle
{
    private readonly OrtFunction _release;

    public OrtHandle(nint value, OrtFunction release)
        : base(0, ownsHandle: true)
    {
        _release = release;
        SetHandle(value);
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>The native pointer; valid while this object is alive and not disposed.</summary>
    public nint Pointer => IsClosed ? throw new ObjectDisposedException(nameof(OrtHandle)) : handle;

    protected override bool ReleaseHandle()
    {
        ((delegate* unmanaged<nint, void>)OrtLibrary.Table[(int)_release])(handle);
        return true;
    }
}
