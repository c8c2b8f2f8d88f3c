namespace LocalCascade.Inference.Native;

/// <summary>ONNXTensorElementDataType, the members that language models use.</summary>
internal enum OrtElementType
{
    Undefined = 0,
    Float32 = 1,
    UInt8 = 2,
    Int8 = 3,
    Int32 = 6,
    Int64 = 7,
    Float16 = 10,
    BFloat16 = 16,
}
