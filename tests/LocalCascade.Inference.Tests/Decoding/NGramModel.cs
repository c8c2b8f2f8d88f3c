using LocalCascade.Inference.Decoding;
using LocalCascade.Inference.Models;
using LocalCascade.Inference.Tokenization;
using LocalCascade.Inference.Tests.Fixtures;

namespace LocalCascade.Inference.Tests.Decoding;

/// <summary>
/// A language model whose text can be foretold: counts of what followed the last three tokens of a text it was made of, with
/// shorter contexts for what was never seen. Its sessions keep no state but their tokens.
/// </summary>
internal sealed class NGramModel : ILanguageModel
{
    private const int Order = 3;
    private readonly Dictionary<string, Dictionary<int, int>> _counts = [];

    public NGramModel(IReadOnlyList<int> tokens, int vocabularySize)
    {
        VocabularySize = vocabularySize;
        for (var i = 0; i < tokens.Count; i++)
        {
            for (var length = 0; length <= Math.Min(Order, i); length++)
            {
                var key = string.Join(' ', tokens.Skip(i - length).Take(length));
                var followers = _counts.TryGetValue(key, out var known) ? known : _counts[key] = [];
                followers[tokens[i]] = followers.GetValueOrDefault(tokens[i]) + 1;
            }
        }
    }

    public int VocabularySize { get; }

    public int ContextLength => 4096;

    public long CacheBytesPerToken { get; init; } = 4;

    public int MostLogits { get; init; } = 64;

    public int Sessions { get; private set; }

    public bool IsDisposed { get; private set; }

    /// <summary>Called before tokens are appended.</summary>
    public Action<int, CancellationToken> Appending { get; set; } = static (_, _) => { };

    /// <summary>A logit that is added to every other; NaN makes a broken model.</summary>
    public float Bias { get; set; }

    /// <summary>A model of <paramref name="text"/> with the small Llama's tokenizer.</summary>
    public static (NGramModel Model, Tokenizer Tokenizer) Of(string text, long cacheBytesPerToken = 4, int mostLogits = 64)
    {
        var tokenizer = Tokenizer.Load(Path.Combine(FixtureModel.Folder, "llama-fp32"));
        return (new(tokenizer.Encode(text), tokenizer.VocabularySize) { CacheBytesPerToken = cacheBytesPerToken, MostLogits = mostLogits }, tokenizer);
    }

    public LocalModel ToLocalModel(Tokenizer tokenizer, RuntimeOptions? options = null, TimeProvider? timeProvider = null) =>
        new(this, tokenizer, new("n-gram", "n-gram", 1, 1, 1, 1, VocabularySize, ContextLength, [], 0), new(), options ?? new(), timeProvider ?? TimeProvider.System);

    public ILanguageModelSession CreateSession(int capacity)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        Sessions++;
        return new Session(this, capacity);
    }

    public void Dispose() => IsDisposed = true;

    private sealed class Session(NGramModel model, int capacity) : ILanguageModelSession
    {
        private readonly List<int> _tokens = [];

        public int Length => _tokens.Count;

        public int Capacity => capacity;

        public int MostLogits => model.MostLogits;

        public ReadOnlySpan<float> Append(ReadOnlySpan<int> tokens, int logits, CancellationToken cancellationToken)
        {
            Assert.InRange(logits, 1, Math.Min(MostLogits, tokens.Length));
            ObjectDisposedException.ThrowIf(model.IsDisposed, model);
            model.Appending(tokens.Length, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            _tokens.AddRange(tokens);
            var rows = new float[logits * model.VocabularySize];
            for (var row = 0; row < logits; row++)
            {
                Predict(_tokens.Count - logits + row + 1, rows.AsSpan(row * model.VocabularySize, model.VocabularySize));
            }

            return rows;
        }

        private void Predict(int position, Span<float> logits)
        {
            logits.Fill(model.Bias);
            for (var length = 0; length <= Math.Min(Order, position); length++)
            {
                if (model._counts.TryGetValue(string.Join(' ', _tokens.Take(position).Skip(position - length)), out var followers))
                {
                    foreach (var (token, count) in followers)
                    {
                        logits[token] += 4 * (length + 1) + MathF.Log(count);
                    }
                }
            }
        }

        public void Rollback(int length) => _tokens.RemoveRange(length, _tokens.Count - length);

        public void Dispose()
        {
        }
    }
}
