using LocalCascade.Inference.Tokenization;
using LocalCascade.Serving.Batching;
using LocalCascade.Wire;
using LocalCascade.Wire.Replay;

namespace LocalCascade.Serving.Replay;

/// <summary>
/// A teacher-forced replay: answers known places with what was recorded, token by token at a given pace, as if a model had
/// chosen these tokens. No model is run for them, so no probabilities are told. It stands in for a cloud whose weights are
/// not at hand; what is measured with it is the way there and back, and what right answers would be worth.
/// </summary>
internal sealed class ReplayPlayer(ReplayFile file, ReplayPace pace, bool emptyForUnknown, Tokenizer tokenizer, TimeProvider timeProvider)
{
    public string Model => file.Model;

    /// <summary>The answer to a request; null where the real model is to give it.</summary>
    public string? Find(CompletionBody body) => file.Find(body.Prompt ?? "", body.Suffix) ?? (emptyForUnknown ? "" : null);

    /// <summary>Writes an answer into a job, each piece when it is due. Never throws: a job that fails is completed with the error.</summary>
    public async Task PlayAsync(CompletionJob job, string answer)
    {
        try
        {
            var started = timeProvider.GetTimestamp();
            var tokens = tokenizer.Encode(answer);
            var decoder = new StreamingDecoder(tokenizer);
            var stops = new StopBuffer(job.Stops);
            var most = Math.Min(tokens.Length, job.MaxTokens);
            var stopped = false;
            for (var i = 0; i < most && !stopped; i++)
            {
                await WaitAsync(pace.DueOf(i) - timeProvider.GetElapsedTime(started), job.CancellationToken).ConfigureAwait(false);
                job.Write(new(stops.Append(decoder.Append(tokens[i]), out stopped), 1, null, null));
            }

            if (tokens.Length == 0)
            {
                await WaitAsync(pace.FirstToken - timeProvider.GetElapsedTime(started), job.CancellationToken).ConfigureAwait(false);
            }

            job.Write(new(stopped ? "" : stops.Flush(), 0, null, most < tokens.Length ? "length" : "stop"));
            job.Complete();
        }
        catch (OperationCanceledException error)
        {
            job.Complete(error);
        }
    }

    private async Task WaitAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        if (time > TimeSpan.Zero)
        {
            await Task.Delay(time, timeProvider, cancellationToken).ConfigureAwait(false);
        }
    }
}
