using System.Buffers.Binary;
using System.Text;

namespace LocalCascade.Benchmarks.Onnx;

/// <summary>A field of a protobuf message, as it stands: enough to read an ONNX file and to write it again with some fields changed.</summary>
/// <param name="Number">The field's number.</param>
/// <param name="Wire">How it is encoded: 0 for a number, 2 for a string, message or packed list, 5 for four bytes.</param>
/// <param name="Value">Its bytes; eight for a number.</param>
internal readonly record struct ProtoField(int Number, int Wire, ReadOnlyMemory<byte> Value)
{
    public const int Varint = 0;
    private const int Bytes = 2;
    private const int Fixed32 = 5;

    public long Integer => BinaryPrimitives.ReadInt64LittleEndian(Value.Span);

    public string Text => Encoding.UTF8.GetString(Value.Span);

    public static ProtoField Of(int number, long value)
    {
        var bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        return new(number, Varint, bytes);
    }

    public static ProtoField Of(int number, string text) => new(number, Bytes, Encoding.UTF8.GetBytes(text));

    public static ProtoField Of(int number, ReadOnlyMemory<byte> bytes) => new(number, Bytes, bytes);

    public static List<ProtoField> Read(ReadOnlyMemory<byte> message)
    {
        var fields = new List<ProtoField>();
        for (var at = 0; at < message.Length;)
        {
            var key = ReadVarint(message.Span, ref at);
            var number = (int)(key >> 3);
            switch (key & 7)
            {
                case Varint:
                    fields.Add(Of(number, (long)ReadVarint(message.Span, ref at)));
                    continue;
                case Bytes:
                    var length = (int)ReadVarint(message.Span, ref at);
                    fields.Add(Of(number, message.Slice(at, length)));
                    at += length;
                    continue;
                case Fixed32:
                    fields.Add(new(number, Fixed32, message.Slice(at, sizeof(float))));
                    at += sizeof(float);
                    continue;
                default:
                    throw new InvalidDataException("This is not an ONNX file.");
            }
        }

        return fields;
    }

    public static byte[] Write(IEnumerable<ProtoField> fields)
    {
        using var target = new MemoryStream();
        foreach (var field in fields)
        {
            WriteVarint(target, ((ulong)field.Number << 3) | (uint)field.Wire);
            if (field.Wire == Varint)
            {
                WriteVarint(target, (ulong)field.Integer);
                continue;
            }

            if (field.Wire == Bytes)
            {
                WriteVarint(target, (ulong)field.Value.Length);
            }

            target.Write(field.Value.Span);
        }

        return target.ToArray();
    }

    private static ulong ReadVarint(ReadOnlySpan<byte> bytes, ref int at)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var b = bytes[at++];
            value |= (ulong)(b & 127) << shift;
            if (b < 128)
            {
                return value;
            }
        }
    }

    private static void WriteVarint(Stream target, ulong value)
    {
        for (; value >= 128; value >>= 7)
        {
            target.WriteByte((byte)(value | 128));
        }

        target.WriteByte((byte)value);
    }
}
