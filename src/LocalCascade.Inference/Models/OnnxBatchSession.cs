using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using LocalCascade.Inference.Decoding;
using LocalCascade.Inference.Native;

namespace LocalCascade.Inference.Models;

/// <summary>
/// Many sequences on ONNX Runtime's CPU provider. Keys and values lie in one buffer each per layer, of shape
/// [rows, heads, capacity, head size]. A decode run binds its first n rows as a batch of n: attention takes each row's length from the
/// mask. A run of several tokens with a past is possible for a batch of 1 alone, so it binds one row where it lies. Nothing is
/// copied for either; the buffers' pages are taken from the system when a row first grows into them.
/// </summary>
internal sealed unsafe class OnnxBatchSession : ILanguageModelBatch
{
    // Attention sees the mask's width as the length of the longest row; in coarse steps there are few shapes for the runtime to plan for.
    private const int MaskStep = 64;

    private readonly OnnxModel _model;
    private readonly ModelGraph _graph;
    private readonly string _operation;
    private readonly int[] _lengths;
    private readonly nuint _rowBytes;
    private readonly nuint _headBytes;
    private readonly nuint _tokenBytes;
    private readonly NativeBuffer[] _keyValues;
    private readonly NativeBuffer _spare;
    private readonly OrtHandle _runOptions;
    private readonly IoBinding _decode;
    private readonly IoBinding _append;

    // Inputs and logits, of their largest size; per run only their shapes change.
    private readonly NativeBuffer _ids;
    private readonly NativeBuffer _positions;
    private readonly NativeBuffer _mask;
    private readonly NativeBuffer _wanted;
    private readonly NativeBuffer _logits;
    private readonly float[] _converted;
    private int _boundRows;
    private int _boundRow = -1;
    private bool _keepsModel;
    private bool _disposed;

    public OnnxBatchSession(OnnxModel model, int rows, int capacity)
    {
        _model = model;
        _graph = model.Graph;
        Rows = rows;
        Capacity = capacity;
        Chunk = Math.Min(model.Options.PrefillChunk, capacity);
        _operation = $"running {model.Folder.Info.Name} in a batch";
        _lengths = new int[rows];
        _tokenBytes = (nuint)_graph.HeadSize * (nuint)_graph.KeyValueType.GetSize();
        _headBytes = _tokenBytes * (nuint)capacity;
        _rowBytes = _headBytes * (nuint)_graph.KeyValueHeads;
        // The runtime aborts the process when a binding outlives its session, in whatever order the two are disposed.
        model.Session.DangerousAddRef(ref _keepsModel);
        _runOptions = Ort.CreateRunOptions();
        _decode = new(model.Session);
        _append = new(model.Session);
        _keyValues = new NativeBuffer[_graph.KeyValues.Length];
        for (var i = 0; i < _keyValues.Length; i++)
        {
            _keyValues[i] = new(_rowBytes * (nuint)rows, zeroed: true);
        }

        _spare = new(_headBytes);
        var widest = Math.Max(rows, Chunk);
        _ids = new((nuint)widest * 8);
        _positions = new((nuint)widest * 8);
        _mask = new((nuint)rows * (nuint)capacity * 8);
        _wanted = new((nuint)Chunk * 8);
        var logits = Math.Max(rows, MostLogits) * _graph.VocabularySize;
        _logits = new((nuint)logits * (nuint)_graph.LogitsType.GetSize());
        _converted = _graph.LogitsType == OrtElementType.Float16 ? new float[logits] : [];
    }

    public int Rows { get; }

    public int Capacity { get; }

    public int Chunk { get; }

    public int MostLogits => _graph.LastLogitsOnly && _graph.LogitsPositions is null ? 1 : Chunk;

    public int GetLength(int row) => _lengths[row];

    public ReadOnlySpan<float> Decode(ReadOnlySpan<int> tokens)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentOutOfRangeException.ThrowIfZero(tokens.Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(tokens.Length, Rows);
        var count = tokens.Length;
        var longest = 0;
        foreach (var length in _lengths.AsSpan(0, count))
        {
            ArgumentOutOfRangeException.ThrowIfZero(length, nameof(tokens));
            ArgumentOutOfRangeException.ThrowIfEqual(length, Capacity, nameof(tokens));
            longest = Math.Max(longest, length + 1);
        }

        if (_boundRows != count)
        {
            BindKeyValues(_decode, firstRow: 0, count);
            _boundRows = count;
        }

        ReadOnlySpan<long> tokensShape = [count, 1];
        IoBinding.Write(_ids.Pointer, _graph.InputIdsType, tokens);
        _decode.BindInput(_graph.InputIds, _ids.Pointer, tokensShape, _graph.InputIdsType);
        if (_graph.PositionIds is not null)
        {
            IoBinding.Write(_positions.Pointer, _graph.PositionIdsType, _lengths.AsSpan(0, count));
            _decode.BindInput(_graph.PositionIds, _positions.Pointer, tokensShape, _graph.PositionIdsType);
        }

        if (_graph.AttentionMask is not null)
        {
            var width = Math.Min(Capacity, (longest + MaskStep - 1) / MaskStep * MaskStep);
            var stride = (nuint)width * (nuint)_graph.AttentionMaskType.GetSize();
            for (var row = 0; row < count; row++)
            {
                IoBinding.WriteMask((byte*)_mask.Pointer + (nuint)row * stride, _graph.AttentionMaskType, _lengths[row] + 1, width);
            }

            _decode.BindInput(_graph.AttentionMask, _mask.Pointer, [count, width], _graph.AttentionMaskType);
        }

        _decode.BindOutput(_graph.Logits, _logits.Pointer, [count, 1, _graph.VocabularySize], _graph.LogitsType);
        Ort.Run(_model.Session, _runOptions, _decode.Handle, _operation);
        for (var row = 0; row < count; row++)
        {
            _lengths[row]++;
        }

        return Logits(0, count);
    }

    public ReadOnlySpan<float> Append(int row, ReadOnlySpan<int> tokens, int logits)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var length = _lengths[row];
        if (tokens.IsEmpty || tokens.Length > Math.Min(Chunk, Capacity - length))
        {
            throw new ArgumentOutOfRangeException(nameof(tokens), tokens.Length, $"Between 1 and {Math.Min(Chunk, Capacity - length)} tokens can be appended.");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(logits, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(logits, Math.Min(MostLogits, tokens.Length));
        if (_boundRow != row)
        {
            BindKeyValues(_append, row, 1);
            _boundRow = row;
        }

        ReadOnlySpan<long> tokensShape = [1, tokens.Length];
        IoBinding.Write(_ids.Pointer, _graph.InputIdsType, tokens);
        _append.BindInput(_graph.InputIds, _ids.Pointer, tokensShape, _graph.InputIdsType);
        if (_graph.PositionIds is not null)
        {
            IoBinding.WriteRange(_positions.Pointer, _graph.PositionIdsType, length, tokens.Length);
            _append.BindInput(_graph.PositionIds, _positions.Pointer, tokensShape, _graph.PositionIdsType);
        }

        if (_graph.AttentionMask is not null)
        {
            var width = length + tokens.Length;
            IoBinding.WriteMask(_mask.Pointer, _graph.AttentionMaskType, width, width);
            _append.BindInput(_graph.AttentionMask, _mask.Pointer, [1, width], _graph.AttentionMaskType);
        }

        var computed = LogitRows(tokens.Length);
        if (_graph.LogitsPositions is not null)
        {
            computed = logits;
            IoBinding.WriteRange(_wanted.Pointer, OrtElementType.Int64, tokens.Length - logits, logits);
            _append.BindInput(_graph.LogitsPositions, _wanted.Pointer, [logits], OrtElementType.Int64);
        }

        _append.BindOutput(_graph.Logits, _logits.Pointer, [1, computed, _graph.VocabularySize], _graph.LogitsType);
        Ort.Run(_model.Session, _runOptions, _append.Handle, _operation);
        _lengths[row] += tokens.Length;
        return Logits(computed - logits, logits);
    }

    public void Rollback(int row, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, _lengths[row]);
        _lengths[row] = length;
    }

    public void Copy(int source, int target, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, _lengths[source]);
        ArgumentOutOfRangeException.ThrowIfEqual(target, source);
        var bytes = (nuint)length * _tokenBytes;
        foreach (var buffer in _keyValues)
        {
            for (var head = 0; head < _graph.KeyValueHeads; head++)
            {
                NativeMemory.Copy(At(buffer, source, head), At(buffer, target, head), bytes);
            }
        }

        _lengths[target] = length;
    }

    public void Swap(int first, int second)
    {
        if (first == second)
        {
            return;
        }

        var (firstBytes, secondBytes) = ((nuint)_lengths[first] * _tokenBytes, (nuint)_lengths[second] * _tokenBytes);
        foreach (var buffer in _keyValues)
        {
            for (var head = 0; head < _graph.KeyValueHeads; head++)
            {
                var a = At(buffer, first, head);
                var b = At(buffer, second, head);
                NativeMemory.Copy(a, _spare.Pointer, firstBytes);
                NativeMemory.Copy(b, a, secondBytes);
                NativeMemory.Copy(_spare.Pointer, b, firstBytes);
            }
        }

        (_lengths[first], _lengths[second]) = (_lengths[second], _lengths[first]);
    }

    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _decode.Dispose();
        _append.Dispose();
        _runOptions.Dispose();
        foreach (var buffer in _keyValues)
        {
            buffer.Dispose();
        }

        if (_keepsModel)
        {
            _model.Session.DangerousRelease();
        }

        _spare.Dispose();
        _ids.Dispose();
        _positions.Dispose();
        _mask.Dispose();
        _wanted.Dispose();
        _logits.Dispose();
    }

    private int LogitRows(int tokens) => _graph.LastLogitsOnly ? 1 : tokens;

    private ReadOnlySpan<float> Logits(int firstRow, int rows)
    {
        var (start, count) = ((nint)firstRow * _graph.VocabularySize, rows * _graph.VocabularySize);
        if (_graph.LogitsType == OrtElementType.Float32)
        {
            return new((float*)_logits.Pointer + start, count);
        }

        TensorPrimitives.ConvertToSingle(new ReadOnlySpan<Half>((Half*)_logits.Pointer + start, count), _converted);
        return _converted.AsSpan(0, count);
    }

    private void BindKeyValues(IoBinding binding, int firstRow, int rows)
    {
        ReadOnlySpan<long> shape = [rows, _graph.KeyValueHeads, Capacity, _graph.HeadSize];
        for (var i = 0; i < _keyValues.Length; i++)
        {
            var (past, present) = _graph.KeyValues[i];
            binding.BindInPlace(past, present, At(_keyValues[i], firstRow, head: 0), shape, _graph.KeyValueType);
        }
    }

    private byte* At(NativeBuffer buffer, int row, int head) => (byte*)buffer.Pointer + (nuint)row * _rowBytes + (nuint)head * _headBytes;
}
