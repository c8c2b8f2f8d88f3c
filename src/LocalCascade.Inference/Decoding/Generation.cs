using System.Diagnostics;
using LocalCascade.Inference.Tokenization;

namespace LocalCascade.Inference.Decoding;

/// <summary>
/// One text being generated, a token with each <see cref="MoveNext"/>. A step runs the last token through the model; with a draft, the
/// draft's next tokens go along in the same run, and as many as the model would have chosen are steps that need no run
/// (speculative decoding with exact agreement). Holds a slot until disposed of; its KV cache stays for the next prompt that begins
/// alike. For one thread at a time.
/// </summary>
public sealed class Generation : IDisposable
{
    // A draft is verified in pieces that double while they are right: most wrong ones are wrong at once, and 2 tokens more cost a run a
    // tenth of its price, 15 four times as much (6M parameters; with 0.5B half of it and three times as much).
    private const int FirstPiece = 2;
    private const int LargestPiece = 16;

    private readonly LocalModel _model;
    private readonly SequencePool _pool;
    private readonly CachedSequence _sequence;
    private readonly GenerationRequest _request;
    private readonly TokenSampler _sampler;
    private readonly StreamingDecoder _decoder;
    private readonly List<int> _allowed = [];
    private readonly List<GeneratedToken> _tokens = [];
    private readonly System.Text.StringBuilder _text = new();
    private readonly int _usable;

    // Chosen by the last run and not yet handed out.
    private readonly List<GeneratedToken> _ahead = [];
    private int _nextAhead;

    // The part of the draft that no run has seen yet.
    private ReadOnlyMemory<int> _draft;
    private int _pieceLength;
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
        _usable = Math.Min(model.VocabularySize, model.Tokenizer.VocabularySize);
        _sampler = new(_usable, request.Sampling);
        _decoder = new(model.Tokenizer);
        _pieceLength = request.ScoreDraft ? LargestPiece : FirstPiece;
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

    /// <summary>Tokens that were chosen without a run of their own, because the draft had them; grows with the text.</summary>
    public int AcceptedTokens { get; private set; }

    /// <summary>
    /// What the model thinks of the draft, by as much of it as was run with the prompt (2 tokens, or 16 with
    /// <see cref="GenerationRequest.ScoreDraft"/>); null without a draft, or where none could be
    /// verified: its graph gives the last position's logits only, the context is full, or the cursor's token began inside a character.
    /// </summary>
    public DraftScore? DraftScore { get; private set; }

    /// <summary>What the model thinks of <see cref="GenerationRequest.Candidates"/>, in their order; null where <see cref="DraftScore"/> would be.</summary>
    public IReadOnlyList<DraftScore?> CandidateScores { get; private set; } = [];

    /// <summary>Time spent on the rest of the prompt, with what of the draft and the candidates was run behind it.</summary>
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
        if (_nextAhead == _ahead.Count && !TryRun(cancellationToken))
        {
            return End();
        }

        var chosen = _ahead[_nextAhead++];
        if (_model.IsStop(chosen.Id))
        {
            return End();
        }

        AcceptedTokens += _nextAhead < _ahead.Count ? 1 : 0;
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
        ScoreCandidates(cancellationToken);
        _draft = DraftTokens.Encode(_model.Tokenizer, _healing.Span, _request.Draft, Math.Min(_request.MaxTokens, _sequence.Capacity - prompt.Length), out var whole);
        var rest = prompt[_sequence.Length..];
        var piece = NextPiece(rest.Length);
        whole &= _draft.IsEmpty;
        var rows = Append(rest, piece.Span, cancellationToken);
        Choose(rows, piece.Span);
        if (!piece.IsEmpty)
        {
            DraftScore = new DraftScorer(_model, _usable).Score(rows, piece.Span, _healing.Span, whole);
        }

        PrefillTime = Stopwatch.GetElapsedTime(started);
    }

    // The first one takes the rest of the prompt along, the others its last token.
    private void ScoreCandidates(CancellationToken cancellationToken)
    {
        if (_request.Candidates.Count == 0)
        {
            return;
        }

        var prompt = _request.Prompt.Span;
        var most = Math.Min(_sequence.MostLogits - 1, _sequence.Capacity - prompt.Length);
        var scorer = new DraftScorer(_model, _usable);
        var scores = new DraftScore?[_request.Candidates.Count];
        for (var i = 0; i < scores.Length; i++)
        {
            var tokens = DraftTokens.Encode(_model.Tokenizer, _healing.Span, _request.Candidates[i], Math.Min(most, LargestPiece), out var whole);
            if (tokens.Length > 0)
            {
                scores[i] = scorer.Score(Append(prompt[_sequence.Length..], tokens, cancellationToken), tokens, _healing.Span, whole);
                _sequence.Rollback(prompt.Length - 1);
            }
        }

        CandidateScores = scores;
    }

    // Runs the last token; false when there is no room for it.
    private bool TryRun(CancellationToken cancellationToken)
    {
        if (_sequence.Length == _sequence.Capacity || _tokens.Count == 0)
        {
            return false;
        }

        var started = Stopwatch.GetTimestamp();
        var before = (_draft, _pieceLength);
        ReadOnlySpan<int> last = [_tokens[^1].Id];
        var piece = NextPiece(last.Length);
        try
        {
            Choose(Append(last, piece.Span, cancellationToken), piece.Span);
        }
        catch
        {
            (_draft, _pieceLength) = before;
            throw;
        }

        _decodeTicks += Stopwatch.GetTimestamp() - started;
        return _ahead.Count > 0;
    }

    // What of the draft goes along with `behind` tokens.
    private ReadOnlyMemory<int> NextPiece(int behind)
    {
        var length = Math.Min(Math.Min(_pieceLength, _draft.Length), Math.Min(_sequence.MostLogits - 1, _sequence.Capacity - _sequence.Length - behind));
        var piece = _draft[..length];
        _draft = _draft[length..];
        _pieceLength = Math.Min(2 * _pieceLength, LargestPiece);
        return piece;
    }

    // The logits behind `tokens` and behind each of the draft's tokens.
    private ReadOnlySpan<float> Append(ReadOnlySpan<int> tokens, ReadOnlySpan<int> draft, CancellationToken cancellationToken) =>
        _sequence.Append(draft.IsEmpty ? tokens : (int[])[.. tokens, .. draft], draft.Length + 1, cancellationToken);

    // Token by token what decoding would choose, up to the first that the draft does not have.
    private void Choose(ReadOnlySpan<float> rows, ReadOnlySpan<int> draft)
    {
        _ahead.Clear();
        _nextAhead = 0;
        var healing = _healing.Span;
        for (var i = 0; ; i++)
        {
            var token = Choose(rows.Slice(i * _model.VocabularySize, _usable), healing, _tokens.Count + i == 0 ? _request.Alternative : 0);
            if (token is { } chosen)
            {
                _ahead.Add(chosen);
            }

            if (i < draft.Length && token?.Id == draft[i])
            {
                healing = healing[Math.Min(healing.Length, _model.Tokenizer.GetBytes(draft[i]).Length)..];
                continue;
            }

            // What follows goes on from the draft only if this token is its next one.
            _draft = i == draft.Length && !_draft.IsEmpty && token?.Id == _draft.Span[0] ? _draft[1..] : default;
            _sequence.Rollback(_sequence.Length - draft.Length + i);
            return;
        }
    }

    // Null when there is no such alternative.
    private GeneratedToken? Choose(ReadOnlySpan<float> logits, ReadOnlySpan<byte> healing, int alternative)
    {
        if (healing.IsEmpty)
        {
            return alternative == 0 ? _sampler.Choose(logits)
                : alternative < logits.Length ? _sampler.ChooseRanked(logits, alternative) : null;
        }

        if (alternative > 0)
        {
            // Only tokens that go beyond it: pieces of it would all lead back to the same text.
            int[] beyond = [.. _model.Tokenizer.Prefixes.StartingWith(healing)];
            var ranked = new float[beyond.Length];
            for (var i = 0; i < ranked.Length; i++)
            {
                ranked[i] = -logits[beyond[i]];
            }

            Array.Sort(ranked, beyond);
            return alternative < beyond.Length ? _sampler.Take(logits, beyond, beyond[alternative]) : null;
        }

        TokenHealing.Allow(_model.Tokenizer, healing, _allowed);
        return _allowed.Count == 0 ? _sampler.Choose(logits) : _sampler.Choose(logits, Allowed);
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
