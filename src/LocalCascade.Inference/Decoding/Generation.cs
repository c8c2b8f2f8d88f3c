using System.Diagnostics;
using LocalCascade.Inference.Tokenization;

namespace LocalCascade.Inference.Decoding;

/// <summary>
/// One text being generated: each <see cref="MoveNext"/> is one decode step. Holds a slot until disposed of; its KV cache
/// stays for the next prompt that begins alike. For one thread at a time.
/// </summary>
public sealed class Generation : IDisposable
{
    private readonly LocalModel _model;
    private readonly SequencePool _pool;
    private readonly CachedSequence _sequence;
    private readonly GenerationRequest _request;
    private readonly TokenSampler _sampler;
    private readonly StreamingDecoder _decoder;
    private readonly List<int> _allowed = [];
    private readonly List<GeneratedToken> _tokens = [];
    private readonly System.Text.StringBuilder _text = new();
    private readonly float[] _nextLogits;
    private ReadOnlyMemory<byte> _healing;
    private long _decodeTicks;
    private bool _ended;
    private bool _disposed;

    private Generation(LocalModel model, SequencePool pool, CachedSequence sequence, GenerationRequest request)
    {
        _model = model;
        _pool = pool;
        _sequence = sequence;
        _request = request;
        _healing = request.Healing;
        // Models are padded to a round vocabulary; ids that the tokenizer does not know stand for nothing.
        var usable = Math.Min(model.VocabularySize, model.Tokenizer.VocabularySize);
        _sampler = new(usable, request.Sampling);
        _decoder = new(model.Tokenizer);
        _nextLogits = new float[usable];
    }

    /// <summary>The last generated token.</summary>
    public GeneratedToken Current => _tokens[^1];

    /// <summary>All generated tokens, in order; those under healing included.</summary>
    public IReadOnlyList<GeneratedToken> Tokens => _tokens;

    /// <summary>The text so far, from the cursor on: what healing gave back is left out, and so is half a character at the end.</summary>
    public string Text => _text.ToString();

    /// <summary>The characters that the last step completed; valid until the next one.</summary>
    public ReadOnlyMemory<char> NewText { get; private set; }

    /// <summary>Length of the prompt.</summary>
    public int PromptTokens => _request.Prompt.Length;

    /// <summary>Tokens of the prompt that the slot's KV cache already held.</summary>
    public int ReusedTokens { get; private set; }

    /// <summary>Time spent on the rest of the prompt.</summary>
    public TimeSpan PrefillTime { get; private set; }

    /// <summary>Time spent on decode steps.</summary>
    public TimeSpan DecodeTime => Stopwatch.GetElapsedTime(0, _decodeTicks);

    /// <summary>Confidence, 0 to 1, over the first <paramref name="tokens"/> tokens so far; see <see cref="Confidence"/>.</summary>
    public double GetConfidence(ConfidenceStatistic statistic, int tokens) =>
        Confidence.Of(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_tokens), statistic, tokens);

    internal static Generation Start(LocalModel model, SequencePool pool, GenerationRequest request, CancellationToken cancellationToken)
    {
        var prompt = request.Prompt.Span;
        if (prompt.IsEmpty || prompt.Length >= pool.Capacity)
        {
            throw new ArgumentException($"A prompt has between 1 and {pool.Capacity - 1} tokens; this one has {prompt.Length}.", nameof(request));
        }

        var sequence = pool.Rent(request.Prompt, cancellationToken);
        var generation = new Generation(model, pool, sequence, request);
        try
        {
            generation.Prefill(cancellationToken);
            return generation;
        }
        catch
        {
            generation.Dispose();
            throw;
        }
    }

    /// <summary>Generates one token; false when the text has ended: a stop token, <see cref="GenerationRequest.MaxTokens"/>, or the context is full.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; the slot stays valid, and a later call goes on.</exception>
    /// <exception cref="InferenceException">The runtime failed.</exception>
    public bool MoveNext(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_ended || _tokens.Count >= _request.MaxTokens)
        {
            return false;
        }

        cancellationToken.ThrowIfCancellationRequested();
        var started = Stopwatch.GetTimestamp();
        if (_tokens.Count > 0)
        {
            if (_sequence.Length == _sequence.Capacity)
            {
                return End();
            }

            ReadOnlySpan<int> last = [_tokens[^1].Id];
            _sequence.Append(last, cancellationToken)[.._nextLogits.Length].CopyTo(_nextLogits);
        }

        var token = Choose();
        _decodeTicks += Stopwatch.GetTimestamp() - started;
        if (token is not { } chosen || _model.IsStop(chosen.Id))
        {
            return End();
        }

        _tokens.Add(chosen);
        AppendText(chosen.Id);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            _pool.Return(_sequence);
        }
    }

    private void Prefill(CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var prompt = _request.Prompt.Span;
        // At least the last token is run again: its logits are what decoding starts from.
        ReusedTokens = Math.Min(_sequence.CommonPrefix(prompt), prompt.Length - 1);
        _sequence.Rollback(ReusedTokens);
        _sequence.Append(prompt[ReusedTokens..], cancellationToken)[.._nextLogits.Length].CopyTo(_nextLogits);
        PrefillTime = Stopwatch.GetElapsedTime(started);
    }

    // Null when there is no such alternative.
    private GeneratedToken? Choose()
    {
        var alternative = _tokens.Count == 0 ? _request.Alternative : 0;
        if (_healing.IsEmpty)
        {
            return alternative == 0 ? _sampler.Choose(_nextLogits)
                : alternative < _nextLogits.Length ? _sampler.ChooseRanked(_nextLogits, alternative) : null;
        }

        // Tokens that begin with what is left to heal, or that what is left begins with.
        _allowed.Clear();
        var prefixes = _model.Tokenizer.Prefixes;
        foreach (var id in prefixes.StartingWith(_healing.Span))
        {
            _allowed.Add(id);
        }

        if (alternative > 0)
        {
            // Only tokens that go beyond it: pieces of it would all lead back to the same text.
            _allowed.Sort((a, b) => _nextLogits[b].CompareTo(_nextLogits[a]));
            return alternative < _allowed.Count ? _sampler.Take(_nextLogits, Allowed, _allowed[alternative]) : null;
        }

        prefixes.PrefixesOf(_healing.Span[..^1], _allowed);
        return _allowed.Count == 0 ? _sampler.Choose(_nextLogits) : _sampler.Choose(_nextLogits, Allowed);
    }

    private ReadOnlySpan<int> Allowed => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_allowed);

    private void AppendText(int id)
    {
        var bytes = _model.Tokenizer.GetBytes(id);
        var healed = Math.Min(_healing.Length, bytes.Length);
        _healing = _healing[healed..];
        var chars = _decoder.Append(bytes[healed..]);
        NewText = chars.IsEmpty ? ReadOnlyMemory<char>.Empty : chars.ToString().AsMemory();
        _text.Append(chars);
    }

    private bool End()
    {
        _ended = true;
        return false;
    }
}
