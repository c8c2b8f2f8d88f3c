using System.Text;

namespace LocalCascade.Benchmarks.Gguf;

/// <summary>Writes llama.cpp's file format, version 3 (ggml's docs/gguf.md).</summary>
internal sealed class GgufFile
{
    private const int Alignment = 32;

    private readonly List<(string Key, Action<BinaryWriter> Write)> _metadata = [];
    private readonly List<(string Name, long[] Shape, GgufType Type, byte[] Data)> _tensors = [];

    public void Add(string key, string value) => _metadata.Add((key, w => Typed(w, 8, () => Text(w, value))));

    public void Add(string key, uint value) => _metadata.Add((key, w => Typed(w, 4, () => w.Write(value))));

    public void Add(string key, float value) => _metadata.Add((key, w => Typed(w, 6, () => w.Write(value))));

    public void Add(string key, bool value) => _metadata.Add((key, w => Typed(w, 7, () => w.Write((byte)(value ? 1 : 0)))));

    public void Add(string key, IReadOnlyList<string> values) => _metadata.Add((key, w => Typed(w, 9, () =>
    {
        w.Write(8);
        w.Write((ulong)values.Count);
        foreach (var value in values)
        {
            Text(w, value);
        }
    })));

    public void Add(string key, IReadOnlyList<int> values) => _metadata.Add((key, w => Typed(w, 9, () =>
    {
        w.Write(5);
        w.Write((ulong)values.Count);
        foreach (var value in values)
        {
            w.Write(value);
        }
    })));

    /// <summary>Adds a tensor; the shape is ggml's, the fastest-running dimension first.</summary>
    public void Add(string name, long[] shape, GgufType type, byte[] data) => _tensors.Add((name, shape, type, data));

    public void Write(string path)
    {
        using var writer = new BinaryWriter(File.Create(path));
        writer.Write("GGUF"u8);
        writer.Write(3);
        writer.Write((ulong)_tensors.Count);
        writer.Write((ulong)_metadata.Count);
        foreach (var (key, write) in _metadata)
        {
            Text(writer, key);
            write(writer);
        }

        var offset = 0L;
        foreach (var (name, shape, type, data) in _tensors)
        {
            Text(writer, name);
            writer.Write(shape.Length);
            foreach (var dimension in shape)
            {
                writer.Write(dimension);
            }

            writer.Write((int)type);
            writer.Write(offset);
            offset += Aligned(data.Length);
        }

        Pad(writer);
        foreach (var (_, _, _, data) in _tensors)
        {
            writer.Write(data);
            Pad(writer);
        }
    }

    private static long Aligned(long length) => (length + Alignment - 1) / Alignment * Alignment;

    private static void Pad(BinaryWriter writer)
    {
        writer.Flush();
        writer.Write(new byte[Aligned(writer.BaseStream.Position) - writer.BaseStream.Position]);
    }

    private static void Typed(BinaryWriter writer, int type, Action write)
    {
        writer.Write(type);
        write();
    }

    private static void Text(BinaryWriter writer, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        writer.Write((ulong)bytes.Length);
        writer.Write(bytes);
    }
}

/// <summary>ggml's tensor types that are written here.</summary>
internal enum GgufType
{
    F32 = 0,
    Q80 = 8,
}
