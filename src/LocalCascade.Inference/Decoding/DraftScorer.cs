using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace LocalCascade.Inference.Decoding;

/// <summary>Scores drafts by the logits of the run that verified them. Keeps its scratch space; for one thread at a time.</summary>
internal sealed class DraftScorer(LocalModel model, int usable)
{
    // What is less probable is as good as impossible, and sums stay finite.
    private const double Least = -50;

    private readonly List<int> _allowed = [];

    /// <summary>Scores tokens that were run behind a prompt.</summary>
    /// <param name="rows">The logits behind the prompt and behind each of the tokens: one row more than tokens, each <see cref="LocalModel.VocabularySize"/> wide.</param>
    /// <param name="tokens">The draft's tokens; at least one.</param>
    /// <param name="healing">What they have to begin with.</param>
    /// <param name="whole">Whether they are the whole draft.</param>
    public DraftScore Score(ReadOnlySpan<float> rows, ReadOnlySpan<int> tokens, ReadOnlySpan<byte> healing, bool whole)
    {
        var logarithms = new float[tokens.Length];
        var (agreed, agrees) = (0, true);
        var firstLine = tokens.Length;
        double? end = null;
        for (var i = 0; i < tokens.Length; i++)
        {
            var logits = rows.Slice(i * model.VocabularySize, usable);
            var (best, normaliser) = Normalise(logits, healing);
            agrees &= best == tokens[i];
            agreed += agrees ? 1 : 0;
            var logarithm = logits[tokens[i]] - normaliser;
            var bytes = model.Tokenizer.GetBytes(tokens[i]);
            if (whole && i == tokens.Length - 1)
            {
                // The text may end with this token and a stop behind it, or with a token that has the line break in it.
                var breaking = LogSumOfBreaks(logits, bytes) - normaliser;
                var either = Add(logarithm, breaking);
                end = Math.Clamp(Add(breaking, logarithm + LogOfEnd(rows[(tokens.Length * model.VocabularySize)..][..usable])) - either, Least, 0);
                logarithm = either;
            }

            logarithms[i] = (float)Math.Clamp(logarithm, Least, 0);
            healing = healing[Math.Min(healing.Length, bytes.Length)..];
            if (firstLine == tokens.Length && bytes.IndexOf((byte)'\n') is >= 0 and var at)
            {
                firstLine = Math.Max(1, at > 0 ? i + 1 : i);
            }
        }

        return new() { LogProbabilities = logarithms, Agreed = agreed, FirstLineTokens = firstLine, End = end };
    }

    // The logarithm of the probability that the line ends here: by a stop token or by any that begins with a line break.
    private double LogOfEnd(ReadOnlySpan<float> logits)
    {
        var sum = LogSumOfBreaks(logits, []);
        foreach (var stop in model.Stops)
        {
            sum = stop < usable ? Add(sum, logits[stop]) : sum;
        }

        return sum - LogSum(logits);
    }

    // Of the tokens that say `bytes` and then break the line.
    private double LogSumOfBreaks(ReadOnlySpan<float> logits, ReadOnlySpan<byte> bytes)
    {
        Span<byte> prefix = stackalloc byte[Math.Min(bytes.Length, 255) + 1];
        if (bytes.Length >= prefix.Length)
        {
            return double.NegativeInfinity;
        }

        bytes.CopyTo(prefix);
        prefix[^1] = (byte)'\n';
        var sum = LogSum(logits, model.Tokenizer.Prefixes.StartingWith(prefix));
        prefix[^1] = (byte)'\r';
        return Add(sum, LogSum(logits, model.Tokenizer.Prefixes.StartingWith(prefix)));
    }

    // The best token and the logarithm of the weights' sum, of those that agree with what is to be healed.
    private (int Best, double LogSum) Normalise(ReadOnlySpan<float> logits, ReadOnlySpan<byte> healing)
    {
        _allowed.Clear();
        if (!healing.IsEmpty)
        {
            TokenHealing.Allow(model.Tokenizer, healing, _allowed);
        }

        if (_allowed.Count == 0)
        {
            return (TensorPrimitives.IndexOfMax(logits), LogSum(logits));
        }

        var best = _allowed[0];
        foreach (var id in _allowed)
        {
            best = logits[id] > logits[best] ? id : best;
        }

        return (best, LogSum(logits, CollectionsMarshal.AsSpan(_allowed)));
    }

    private static double LogSum(ReadOnlySpan<float> logits)
    {
        var max = TensorPrimitives.Max(logits);
        var sum = 0.0;
        Span<float> block = stackalloc float[256];
        while (!logits.IsEmpty)
        {
            var part = block[..Math.Min(block.Length, logits.Length)];
            TensorPrimitives.Subtract(logits[..part.Length], max, part);
            TensorPrimitives.Exp(part, part);
            sum += TensorPrimitives.Sum<float>(part);
            logits = logits[part.Length..];
        }

        return max + Math.Log(sum);
    }

    private static double LogSum(ReadOnlySpan<float> logits, ReadOnlySpan<int> ids)
    {
        var sum = double.NegativeInfinity;
        foreach (var id in ids)
        {
            sum = Add(sum, logits[id]);
        }

        return sum;
    }

    // ln(e^a + e^b).
    private static double Add(double a, double b) =>
        double.IsNegativeInfinity(a) ? b : double.IsNegativeInfinity(b) ? a : Math.Max(a, b) + Math.Log(1 + Math.Exp(-Math.Abs(a - b)));
}
