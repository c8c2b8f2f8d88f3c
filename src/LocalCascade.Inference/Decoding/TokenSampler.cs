using System.Numerics.Tensors;

namespace LocalCascade.Inference.Decoding;

/// <summary>Chooses tokens from logits. Keeps its scratch space, so that a step allocates nothing. For one sequence; not thread-safe.</summary>
internal sealed class TokenSampler(int vocabularySize, SamplingOptions options)
{
    private readonly float[] _weights = new float[vocabularySize];
    private readonly int[]? _order = options.Temperature > 0 ? new int[vocabularySize] : null;
    private readonly float[]? _sorted = options.Temperature > 0 ? new float[vocabularySize] : null;
    private readonly Random? _random = options.Temperature > 0 ? new(options.Seed) : null;

    /// <summary>Chooses among all tokens.</summary>
    public GeneratedToken Choose(ReadOnlySpan<float> logits)
    {
        var (sum, entropy) = Exponentiate(logits);
        var id = _random is null ? TensorPrimitives.IndexOfMax(logits) : Sample(logits);
        return new(id, _weights[id] / sum, entropy);
    }

    /// <summary>Chooses among <paramref name="allowed"/> (at least one), of which probabilities are renormalised.</summary>
    public GeneratedToken Choose(ReadOnlySpan<float> logits, ReadOnlySpan<int> allowed)
    {
        var (_, entropy) = Exponentiate(logits);
        var best = allowed[0];
        var sum = 0f;
        foreach (var id in allowed)
        {
            sum += _weights[id];
            if (logits[id] > logits[best])
            {
                best = id;
            }
        }

        // Far below the maximum every weight underflows to 0; the best of them is then as good as certain.
        return new(best, sum > 0 ? _weights[best] / sum : 1, entropy);
    }

    // Leaves exp(x - max) in _weights; the entropy of their distribution is ln Z - E[x - max].
    private (float Sum, float Entropy) Exponentiate(ReadOnlySpan<float> logits)
    {
        var max = TensorPrimitives.Max(logits);
        TensorPrimitives.Subtract(logits, max, _weights);
        // 20 e-folds below the maximum add nothing, and keep 0 · -infinity (masked tokens) out of the entropy.
        TensorPrimitives.Max(_weights, -40f, _weights);
        var shifted = _weights;
        var sum = 0f;
        var expected = 0f;
        Span<float> block = stackalloc float[256];
        for (var start = 0; start < shifted.Length; start += block.Length)
        {
            var part = shifted.AsSpan(start, Math.Min(block.Length, shifted.Length - start));
            var exponentials = block[..part.Length];
            TensorPrimitives.Exp(part, exponentials);
            sum += TensorPrimitives.Sum<float>(exponentials);
            expected += TensorPrimitives.Dot<float>(exponentials, part);
            exponentials.CopyTo(part);
        }

        return (sum, MathF.Max(0, MathF.Log(sum) - expected / sum));
    }

    private int Sample(ReadOnlySpan<float> logits)
    {
        var (order, sorted) = (_order!, _sorted!);
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        TensorPrimitives.Negate(logits, sorted);
        Array.Sort(sorted, order);

        var candidates = options.TopK > 0 ? Math.Min(options.TopK, order.Length) : order.Length;
        var weights = sorted.AsSpan(0, candidates);
        var lowest = weights[0];
        for (var i = 0; i < candidates; i++)
        {
            weights[i] = MathF.Exp((lowest - weights[i]) / options.Temperature);
        }

        var total = TensorPrimitives.Sum<float>(weights);
        if (options.TopP < 1)
        {
            var kept = 0f;
            for (var i = 0; i < candidates; i++)
            {
                kept += weights[i];
                if (kept >= options.TopP * total)
                {
                    (candidates, total) = (i + 1, kept);
                    break;
                }
            }
        }

        var pick = _random!.NextSingle() * total;
        for (var i = 0; i < candidates; i++)
        {
            pick -= weights[i];
            if (pick < 0)
            {
                return order[i];
            }
        }

        return order[0];
    }
}
