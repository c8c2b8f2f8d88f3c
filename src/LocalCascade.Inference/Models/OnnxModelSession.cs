using System.Numerics.Tensors;
using LocalCascade.Inference.Decoding;
using LocalCascade.Inference.Native;

namespace LocalCascade.Inference.Models;

/// <summary>
/// One sequence on ONNX Runtime. The KV cache is one buffer per layer for keys and one for values, of the sequence's full
/// capacity, bound once as past and present alike: attention appends in place, so no step copies it, and rolling back is
/// setting a number. The buffers lie in the provider's own memory; with CPU memory a GPU provider gives wrong logits
/// without an error.
/// </summary>
internal sealed unsafe class OnnxModelSession : ILanguageModelSession
{
    private readonly OnnxModel _model;
    private readonly ModelGraph _graph;
    private readonly int _chunk;
    private readonly string _operation;
    private readonly OrtHandle _runOptions;
    private readonly IoBinding _binding;
    private readonly List<OrtHandle> _keyValues = [];
    private readonly List<NativeBuffer> _keyValueMemory = [];
    private OrtHandle? _deviceMemory;
    private OrtHandle? _allocator;

    // Inputs and logits live in unmanaged buffers of their largest size; per run only their shapes change.
    private readonly NativeBuffer _ids;
    private readonly NativeBuffer _positions;
    private readonly NativeBuffer _mask;
    private readonly NativeBuffer _wanted;
    private NativeBuffer _logits;
    private int _logitRows;
    private float[] _convertedLogits = [];
    private bool _keepsModel;
    private bool _disposed;

    public OnnxModelSession(OnnxModel model, int capacity)
    {
        _model = model;
        _graph = model.Graph;
        Capacity = capacity;
        _operation = $"running {model.Folder.Info.Name} on {model.Provider.Name}";
        _chunk = Math.Min(model.Options.PrefillChunk, capacity);
        // The runtime aborts the process when a binding outlives its session, in whatever order the two are disposed.
        model.Session.DangerousAddRef(ref _keepsModel);
        _runOptions = Ort.CreateRunOptions();
        _binding = new(model.Session);
        _ids = new((nuint)_chunk * 8);
        _positions = new((nuint)_chunk * 8);
        _mask = new((nuint)capacity * 8);
        IoBinding.WriteMask(_mask.Pointer, _graph.AttentionMaskType, capacity, capacity);
        _wanted = new((nuint)_chunk * 8);
        _logitRows = _graph.LastLogitsOnly ? 1 : _chunk;
        _logits = CreateLogits(_logitRows);
        model.Provider.Gate?.Enter();
        try
        {
            BindKeyValues();
        }
        catch
        {
            Dispose();
            throw;
        }
        finally
        {
            model.Provider.Gate?.Exit();
        }
    }

    public int Length { get; private set; }

    public int Capacity { get; }

    public int MostLogits => _graph.LastLogitsOnly && _graph.LogitsPositions is null ? 1 : _chunk;

    public ReadOnlySpan<float> Append(ReadOnlySpan<int> tokens, int logits, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (tokens.IsEmpty || tokens.Length > Capacity - Length)
        {
            throw new ArgumentOutOfRangeException(nameof(tokens), tokens.Length, $"Between 1 and {Capacity - Length} tokens can be appended.");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(logits, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(logits, Math.Min(MostLogits, tokens.Length));
        cancellationToken.ThrowIfCancellationRequested();
        while (tokens.Length > _chunk)
        {
            var count = Math.Min(_chunk, tokens.Length - logits);
            RunChunk(tokens[..count], logits: 1, cancellationToken);
            tokens = tokens[count..];
        }

        var computed = RunChunk(tokens, logits, cancellationToken);
        return Logits(computed - logits, logits);
    }

    public void Rollback(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Length);
        Length = length;
    }

    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _model.Provider.Gate?.Enter();
        try
        {
            Release();
        }
        finally
        {
            _model.Provider.Gate?.Exit();
        }
    }

    private void Release()
    {
        _binding.Dispose();
        _runOptions.Dispose();
        foreach (var value in _keyValues)
        {
            value.Dispose();
        }

        foreach (var memory in _keyValueMemory)
        {
            memory.Dispose();
        }

        _allocator?.Dispose();
        _deviceMemory?.Dispose();
        if (_keepsModel)
        {
            _model.Session.DangerousRelease();
        }

        _ids.Dispose();
        _positions.Dispose();
        _mask.Dispose();
        _wanted.Dispose();
        _logits.Dispose();
    }

    // Returns of how many of the last positions there are logits: as many as asked for, or more.
    private int RunChunk(ReadOnlySpan<int> tokens, int logits, CancellationToken cancellationToken)
    {
        var computed = _graph.LogitsPositions is not null ? logits : _graph.LastLogitsOnly ? 1 : tokens.Length;
        if (computed > _logitRows)
        {
            // Most sessions verify short drafts or none; a run's whole logits would be megabytes for each.
            var larger = CreateLogits(computed);
            _logits.Dispose();
            (_logits, _logitRows) = (larger, computed);
        }

        // Binding an input already copies it to the device.
        _model.Provider.Gate?.Enter();
        try
        {
            BindAndRun(tokens, computed, cancellationToken);
        }
        finally
        {
            _model.Provider.Gate?.Exit();
        }

        Length += tokens.Length;
        return computed;
    }

    private void BindAndRun(ReadOnlySpan<int> tokens, int computed, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        IoBinding.Write(_ids.Pointer, _graph.InputIdsType, tokens);
        ReadOnlySpan<long> tokensShape = [1, tokens.Length];
        _binding.BindInput(_graph.InputIds, _ids.Pointer, tokensShape, _graph.InputIdsType);
        if (_graph.PositionIds is not null)
        {
            IoBinding.WriteRange(_positions.Pointer, _graph.PositionIdsType, Length, tokens.Length);
            _binding.BindInput(_graph.PositionIds, _positions.Pointer, tokensShape, _graph.PositionIdsType);
        }

        if (_graph.AttentionMask is not null)
        {
            _binding.BindInput(_graph.AttentionMask, _mask.Pointer, [1, Length + tokens.Length], _graph.AttentionMaskType);
        }

        if (_graph.LogitsPositions is not null)
        {
            IoBinding.WriteRange(_wanted.Pointer, OrtElementType.Int64, tokens.Length - computed, computed);
            _binding.BindInput(_graph.LogitsPositions, _wanted.Pointer, [computed], OrtElementType.Int64);
        }

        _binding.BindOutput(_graph.Logits, _logits.Pointer, [1, computed, _graph.VocabularySize], _graph.LogitsType);

        try
        {
            // The flag is looked at between kernels, so a cancellation takes as long as the longest one: 1 ms with
            // chunks of 64 tokens against 20 ms and more for a whole prompt in one run.
            using (cancellationToken.UnsafeRegister(static options => Ort.SetTerminate((OrtHandle)options!), _runOptions))
            {
                Ort.Run(_model.Session, _runOptions, _binding.Handle, _operation);
            }
        }
        catch (InferenceException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        finally
        {
            if (cancellationToken.IsCancellationRequested)
            {
                Ort.UnsetTerminate(_runOptions);
            }
        }
    }

    private NativeBuffer CreateLogits(int rows) => new((nuint)rows * (nuint)_graph.VocabularySize * (nuint)_graph.LogitsType.GetSize());

    private ReadOnlySpan<float> Logits(int firstRow, int rows)
    {
        var (start, count) = ((nint)firstRow * _graph.VocabularySize, rows * _graph.VocabularySize);
        if (_graph.LogitsType == OrtElementType.Float32)
        {
            return new((float*)_logits.Pointer + start, count);
        }

        if (_convertedLogits.Length < count)
        {
            _convertedLogits = new float[count];
        }

        TensorPrimitives.ConvertToSingle(new ReadOnlySpan<Half>((Half*)_logits.Pointer + start, count), _convertedLogits);
        return _convertedLogits.AsSpan(0, count);
    }

    private void BindKeyValues()
    {
        ReadOnlySpan<long> shape = [1, _graph.KeyValueHeads, Capacity, _graph.HeadSize];
        var bytes = (nuint)_graph.KeyValueHeads * (nuint)Capacity * (nuint)_graph.HeadSize * (nuint)_graph.KeyValueType.GetSize();
        if (_model.Provider.MemoryName is { } memoryName)
        {
            _deviceMemory = Ort.CreateMemoryInfo(memoryName);
            _allocator = Ort.CreateAllocator(_model.Session, _deviceMemory);
        }

        foreach (var (past, present) in _graph.KeyValues)
        {
            if (_allocator is null)
            {
                var memory = new NativeBuffer(bytes, zeroed: true);
                _keyValueMemory.Add(memory);
                _binding.BindInPlace(past, present, memory.Pointer, shape, _graph.KeyValueType);
                continue;
            }

            var value = Ort.CreateTensor(_allocator, shape, _graph.KeyValueType);
            _keyValues.Add(value);
            Ort.BindInput(_binding.Handle, past, value.Pointer);
            Ort.BindOutput(_binding.Handle, present, value.Pointer);
        }
    }
}
