namespace LocalCascade.Inference.Native;

internal static class OrtElementTypeExtensions
{
    /// <summary>Size of one element in bytes.</summary>
    public static int GetSize(this OrtElementType type) => type switch
    {
        OrtElementType.UInt8 or OrtElementType.Int8 => 1,
        OrtElementType.Float16 or OrtElementType.BFloat16 => 2,
        OrtElementType.Float32 or OrtElementType.Int32 => 4,
        OrtElementType.Int64 => 8,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "No size is known for this element type."),
    };
}
