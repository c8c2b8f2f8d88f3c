using LocalCascade.Inference.Decoding;
using LocalCascade.Inference.Tokenization;

namespace LocalCascade.Serving.Batching;

/// <summary>A job at work: how far its prompt has been run, and what has been generated.</summary>
internal sealed class Sequence(CompletionJob job, LocalModel model, int usable)
{
    private const int MostTop = 5;

    private readonly TokenSampler _sampler = new(usable, job.Sampling);
    private readonly StreamingDecoder _decoder = new(model.Tokenizer);
    private readonly StopBuffer _stop = new(job.Stops);
    private int _generated;

    public CompletionJob Job { get; } = job;

    /// <summary>The last chosen token, which the next decode run appends.</summary>
    public int Pending { get; private set; }

    /// <summary>Chooses the next token from logits and passes its text on; false when the answer has ended with it.</summary>
    public bool Take(ReadOnlySpan<float> logits)
    {
        logits = logits[..usable];
        var chosen = _sampler.Choose(logits);
        Pending = chosen.Id;
        if (model.IsStop(chosen.Id))
        {
            return End(_decoder.Flush().ToString(), 0, null, "stop");
        }

        _generated++;
        var logprobs = Job.Logprobs is { } top ? Describe(chosen, logits, top) : null;
        var text = _stop.Append(_decoder.Append(chosen.Id), out var stopped);
        if (stopped)
        {
            Job.Write(new(text, 1, logprobs, "stop"));
            return false;
        }

        if (_generated >= Job.MaxTokens)
        {
            return End(text, 1, logprobs, "length");
        }

        Job.Write(new(text, 1, logprobs, null));
        return true;
    }

    /// <summary>Ends the answer because there is no room for more.</summary>
    public void EndAtCapacity() => End("", 0, null, "length");

    private bool End(string text, int tokens, TokenLogprob? logprobs, string finish)
    {
        text += _stop.Flush();
        Job.Write(new(finish == "length" ? text + _decoder.Flush().ToString() : text, tokens, logprobs, finish));
        return false;
    }

    private TokenLogprob Describe(GeneratedToken chosen, ReadOnlySpan<float> logits, int top)
    {
        var logprob = Math.Log(Math.Max(chosen.Probability, 1e-12));
        var best = new List<(string, double)>(top);
        if (top > 0)
        {
            // The chosen token's logit and probability give the normaliser.
            var normaliser = logits[chosen.Id] - logprob;
            Span<int> ids = stackalloc int[Math.Min(top, MostTop)];
            var count = 0;
            for (var id = 0; id < logits.Length; id++)
            {
                if (count < ids.Length || logits[id] > logits[ids[count - 1]])
                {
                    var at = count < ids.Length ? count++ : count - 1;
                    for (; at > 0 && logits[ids[at - 1]] < logits[id]; at--)
                    {
                        ids[at] = ids[at - 1];
                    }

                    ids[at] = id;
                }
            }

            foreach (var id in ids[..count])
            {
                best.Add((model.Tokenizer.Decode([id]), logits[id] - normaliser));
            }
        }

        return new(model.Tokenizer.Decode([chosen.Id]), logprob, best);
    }
}
