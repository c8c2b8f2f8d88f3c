using System.Runtime.InteropServices;

namespace LocalCascade.Benchmarks.Onnx;

/// <summary>A tensor's shape and bytes.</summary>
internal sealed record OnnxTensor(long[] Shape, ReadOnlyMemory<byte> Data)
{
    private const int DimsField = 1;
    private const int TypeField = 2;
    private const int NameField = 8;
    private const int RawDataField = 9;
    private const int Float32 = 1;
    private const int Unsigned8 = 2;
    private const int Signed64 = 7;

    public ReadOnlySpan<float> Floats => MemoryMarshal.Cast<byte, float>(Data.Span);

    public static (string Name, OnnxTensor Tensor) Read(ReadOnlyMemory<byte> message)
    {
        // Packed dims do not occur in the files that are read here.
        var fields = ProtoField.Read(message);
        return (
            fields.First(field => field.Number == NameField).Text,
            new([.. fields.Where(field => field is { Number: DimsField, Wire: ProtoField.Varint }).Select(field => field.Integer)], fields.FirstOrDefault(field => field.Number == RawDataField).Value));
    }

    public static ProtoField Write(int field, string name, long[] shape, ReadOnlySpan<byte> data) => Write(field, name, shape, Unsigned8, data);

    public static ProtoField Write(int field, string name, long[] shape, ReadOnlySpan<float> data) => Write(field, name, shape, Float32, MemoryMarshal.AsBytes(data));

    public static ProtoField Write(int field, string name, long[] shape, ReadOnlySpan<long> data) => Write(field, name, shape, Signed64, MemoryMarshal.AsBytes(data));

    private static ProtoField Write(int field, string name, long[] shape, int type, ReadOnlySpan<byte> data) =>
        ProtoField.Of(field, ProtoField.Write([.. shape.Select(length => ProtoField.Of(DimsField, length)), ProtoField.Of(TypeField, type), ProtoField.Of(NameField, name), ProtoField.Of(RawDataField, data.ToArray())]));
}
