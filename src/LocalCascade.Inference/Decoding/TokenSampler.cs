using System.Numerics.Tensors;

namespace LocalCascade.Inference.Decoding;

/// <summary>Chooses tokens from logits. Keeps its scratch space, so that a step allocates nothing. For one sequence; not thread-safe.</summary>
/// <param name="vocabularySize">Entries of the logits that tokens are chosen from.</param>
/// <param name="options">How.</param>
public sealed class TokenSampler(int vocabularySize, SamplingOptions options)
{
    // 40 e-folds below the maximum add nothing, and the bound keeps 0 · -infinity (masked tokens) out of the entropy.
    private const float LeastExponent = -40;

    // Sampling looks at no token of less than e^-24 of the best one's weight: 150,000 of them together weigh 0.000006.
    private const float SampledExponent = -24;

    private readonly float[] _weights = new float[vocabularySize];
    private readonly int[]? _candidates = options.Temperature > 0 ? new int[vocabularySize] : null;
    private readonly float[]? _sorted = options.Temperature > 0 ? new float[vocabularySize] : null;
    private readonly Random? _random = options.Temperature > 0 ? new(options.Seed) : null;

    /// <summary>Chooses among all tokens.</summary>
    /// <exception cref="InferenceException">The logits are no numbers.</exception>
    public GeneratedToken Choose(ReadOnlySpan<float> logits)
    {
        var (sum, entropy) = Exponentiate(logits);
        var id = TensorPrimitives.IndexOfMax(logits);
        if (_random is not null)
        {
            var (least, count) = (logits[id] + SampledExponent * options.Temperature, 0);
            for (var i = 0; i < logits.Length; i++)
            {
                if (logits[i] >= least)
                {
                    _candidates![count++] = i;
                }
            }

            id = Sample(logits, count);
        }

        return new(id, _weights[id] / sum, entropy);
    }

    /// <summary>Chooses among <paramref name="allowed"/> (at least one), of which probabilities are renormalised.</summary>
    /// <exception cref="InferenceException">The logits are no numbers.</exception>
    public GeneratedToken Choose(ReadOnlySpan<float> logits, ReadOnlySpan<int> allowed)
    {
        if (_random is not null)
        {
            allowed.CopyTo(_candidates);
            return Take(logits, allowed, Sample(logits, allowed.Length));
        }

        var best = allowed[0];
        foreach (var id in allowed)
        {
            best = logits[id] > logits[best] ? id : best;
        }

        return Take(logits, allowed, best);
    }

    /// <summary>Takes <paramref name="chosen"/>, its probability renormalised over <paramref name="allowed"/>.</summary>
    /// <exception cref="InferenceException">The logits are no numbers.</exception>
    public GeneratedToken Take(ReadOnlySpan<float> logits, ReadOnlySpan<int> allowed, int chosen)
    {
        var (_, entropy) = Exponentiate(logits);
        // All of them may lie far below the whole distribution's maximum; against each other nothing underflows.
        var sum = 0f;
        foreach (var id in allowed)
        {
            sum += MathF.Exp(logits[id] - logits[chosen]);
        }

        return new(chosen, 1 / sum, entropy);
    }

    /// <summary>The token that <paramref name="rank"/> others are more probable than.</summary>
    /// <exception cref="InferenceException">The logits are no numbers.</exception>
    public GeneratedToken ChooseRanked(ReadOnlySpan<float> logits, int rank)
    {
        var (sum, entropy) = Exponentiate(logits);
        while (true)
        {
            var id = TensorPrimitives.IndexOfMax(_weights);
            if (rank-- == 0)
            {
                return new(id, _weights[id] / sum, entropy);
            }

            _weights[id] = -1;
        }
    }

    // Leaves exp(x - max) in _weights; the entropy of their distribution is ln Z - E[x - max].
    private (float Sum, float Entropy) Exponentiate(ReadOnlySpan<float> logits)
    {
        var max = TensorPrimitives.Max(logits);
        if (!float.IsFinite(max))
        {
            // NaN goes through Max. An overflow in float16 ends here, and must not come out as certainty.
            throw new InferenceException($"The model's output is no numbers (its largest logit is {max}): its weights are damaged, or their precision overflows on this execution provider. Verify the model's files, or set another provider, such as cpu.");
        }

        TensorPrimitives.Subtract(logits, max, _weights);
        TensorPrimitives.Max(_weights, LeastExponent, _weights);
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

    // Samples among the first `count` candidates.
    private int Sample(ReadOnlySpan<float> logits, int count)
    {
        var candidates = _candidates.AsSpan(0, count);
        var weights = _sorted.AsSpan(0, count);
        for (var i = 0; i < count; i++)
        {
            weights[i] = -logits[candidates[i]];
        }

        weights.Sort(candidates);
        if (options.TopK > 0)
        {
            weights = weights[..Math.Min(options.TopK, count)];
        }

        var lowest = weights[0];
        foreach (ref var weight in weights)
        {
            weight = MathF.Exp((lowest - weight) / options.Temperature);
        }

        var total = TensorPrimitives.Sum<float>(weights);
        if (options.TopP < 1)
        {
            var kept = 0f;
            for (var i = 0; i < weights.Length; i++)
            {
                kept += weights[i];
                if (kept >= options.TopP * total)
                {
                    weights = weights[..(i + 1)];
                    total = kept;
                    break;
                }
            }
        }

        var pick = _random!.NextSingle() * total;
        for (var i = 0; i < weights.Length; i++)
        {
            pick -= weights[i];
            if (pick < 0)
            {
                return candidates[i];
            }
        }

        return candidates[0];
    }
}
