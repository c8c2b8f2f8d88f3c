using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace LocalCascade.Benchmarks.Gguf;

/// <summary>Reads the weights of an ONNX file: just enough of onnx.proto3 for models that keep their weights inside.</summary>
internal static class OnnxInitializers
{
    private const int GraphField = 7;
    private const int InitializerField = 5;
    private const int DimsField = 1;
    private const int NameField = 8;
    private const int RawDataField = 9;

    public static Dictionary<string, OnnxTensor> Read(string path)
    {
        var tensors = new Dictionary<string, OnnxTensor>(StringComparer.Ordinal);
        foreach (var (field, graph) in Fields(File.ReadAllBytes(path)))
        {
            if (field == GraphField)
            {
                foreach (var (member, tensor) in Fields(graph))
                {
                    if (member == InitializerField)
                    {
                        var (name, read) = ReadTensor(tensor);
                        tensors[name] = read;
                    }
                }
            }
        }

        return tensors;
    }

    private static (string Name, OnnxTensor Tensor) ReadTensor(ReadOnlyMemory<byte> message)
    {
        var (name, dims, data) = ("", new List<long>(), ReadOnlyMemory<byte>.Empty);
        foreach (var (field, value) in Fields(message))
        {
            switch (field)
            {
                case DimsField when value.Length == sizeof(ulong):
                    dims.Add(BinaryPrimitives.ReadInt64LittleEndian(value.Span));
                    break;
                case NameField:
                    name = Encoding.UTF8.GetString(value.Span);
                    break;
                case RawDataField:
                    data = value;
                    break;
            }
        }

        return (name, new([.. dims], data));
    }

    // A varint is handed out as its eight bytes. Packed dims do not occur in the files that this reads.
    private static List<(int Field, ReadOnlyMemory<byte> Value)> Fields(ReadOnlyMemory<byte> message)
    {
        var fields = new List<(int, ReadOnlyMemory<byte>)>();
        for (var at = 0; at < message.Length;)
        {
            var key = Varint(message.Span, ref at);
            var length = 0;
            switch (key & 7)
            {
                case 0:
                    var number = new byte[sizeof(ulong)];
                    BinaryPrimitives.WriteUInt64LittleEndian(number, Varint(message.Span, ref at));
                    fields.Add(((int)(key >> 3), number));
                    continue;
                case 1:
                    length = 8;
                    break;
                case 2:
                    length = (int)Varint(message.Span, ref at);
                    break;
                case 5:
                    length = 4;
                    break;
                default:
                    throw new InvalidDataException("This is not an ONNX file.");
            }

            fields.Add(((int)(key >> 3), message.Slice(at, length)));
            at += length;
        }

        return fields;
    }

    private static ulong Varint(ReadOnlySpan<byte> bytes, ref int at)
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
}

/// <summary>A tensor's shape and bytes.</summary>
internal sealed record OnnxTensor(long[] Shape, ReadOnlyMemory<byte> Data)
{
    public ReadOnlySpan<float> Floats => MemoryMarshal.Cast<byte, float>(Data.Span);
}
