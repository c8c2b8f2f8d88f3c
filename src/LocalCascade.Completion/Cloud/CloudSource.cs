using LocalCascade.Completion.Cascade;
using LocalCascade.Completion.PostProcessing;

namespace LocalCascade.Completion.Cloud;

/// <summary>
/// The cloud as a source. Beginning sends the request and waits for the few tokens that the confidence is taken over;
/// finishing reads on until the text is whole, and what more the engine would have said is reset.
/// </summary>
internal sealed class CloudSource(Func<CloudClient?> client, TimeProvider timeProvider) : ICompletionSource
{
    // What a token of code has on average; the engine's own count comes too late to budget by.
    private const int CharactersPerToken = 4;

    public async ValueTask<CompletionDraft?> BeginAsync(CompletionPlace place, CancellationToken cancellationToken)
    {
        if (client() is not { } cloud)
        {
            return null;
        }

        var (text, offset, settings) = (place.Request.Document.Text, place.Request.Offset, place.Settings);
        var request = new CloudRequest(text.ToString(0, offset), text.ToString(offset, text.Length - offset), place.Shape.IsBlock ? settings.MaxBlockTokens : settings.MaxLineTokens)
        {
            Id = place.RequestId.Length > 0 ? place.RequestId : Guid.NewGuid().ToString("N"),
            Draft = place.Draft,
            Context = place.Context,
        };
        var characters = CloudBody.LengthSent(request.Prefix.Length, request.Suffix.Length, request.Context);
        var streamed = place.Typed.Begin();
        cloud.Usage.Add(requests: 1, tokens: characters / CharactersPerToken);
        var started = timeProvider.GetTimestamp();
        Draft? draft = null;
        try
        {
            var answer = await cloud.CompleteAsync(request, cancellationToken).ConfigureAwait(false);
            draft = new Draft(answer, streamed, new(place.Syntax, place.Shape), place, characters, started, cloud.Usage, timeProvider);
            await draft.ReadAsync(settings.ConfidenceTokens, cancellationToken).ConfigureAwait(false);
            draft.FirstTokens = timeProvider.GetElapsedTime(started);
            return draft;
        }
        catch
        {
            draft?.Dispose();
            streamed.Closed = true;
            throw;
        }
    }

    private sealed class Draft(CloudAnswer answer, StreamedText streamed, StreamingStop stop, CompletionPlace place, int characters, long started, HourlyUsage usage, TimeProvider timeProvider) : CompletionDraft
    {
        // An engine that gives no probabilities is trusted this far: it is asked because the local tier was unsure.
        private const double Unknown = 0.7;

        private readonly List<double> _logProbabilities = [];
        private bool _ended;
        private int _tokens;
        private bool _disposed;

        public TimeSpan FirstTokens { get; set; }

        public override CompletionOrigin Origin => CompletionOrigin.Cloud;

        public override double OwnConfidence
        {
            get
            {
                var counted = _logProbabilities.Take(place.Settings.ConfidenceTokens).ToList();
                return counted.Count == 0 ? Unknown : Math.Exp(counted.Average());
            }
        }

        public override StreamedText Text => streamed;

        public override CompletionTimings AddTo(CompletionTimings timings) => timings with
        {
            Cloud = timings.Cloud + FirstTokens,
            CloudTotal = timings.CloudTotal + timeProvider.GetElapsedTime(started),
            CloudCharacters = timings.CloudCharacters + characters,
            CloudTokens = timings.CloudTokens + _tokens,
        };

        public override async ValueTask<string> FinishAsync(CancellationToken cancellationToken)
        {
            // A block may take long to be whole: after some time its whole lines so far are better than all of it too late. Who
            // asks for the cloud by name waits.
            var patience = place.Request.Tier == CompletionTier.Cloud ? TimeSpan.MaxValue : TimeSpan.FromMilliseconds(place.Settings.EscalationDeadlineMilliseconds) + FirstTokens;
            while (!_ended)
            {
                await ReadAsync(1, cancellationToken).ConfigureAwait(false);
                if (!_ended && timeProvider.GetElapsedTime(started) > patience && streamed.ToString() is var text && text.LastIndexOf('\n') is var end and > 0)
                {
                    return text[..end];
                }
            }

            return streamed.ToString();
        }

        public async ValueTask ReadAsync(int most, CancellationToken cancellationToken)
        {
            while (most-- > 0 && !_ended)
            {
                if (await answer.ReadAsync(cancellationToken).ConfigureAwait(false) is not { } piece)
                {
                    _ended = true;
                    return;
                }

                // A piece is a token where the engine says nothing else.
                _tokens += Math.Max(1, piece.LogProbabilities.Count);
                _logProbabilities.AddRange(piece.LogProbabilities);
                place.Observer?.CloudSent(place.RequestId, piece.Text, piece.LogProbabilities);
                _ended = !streamed.Append(piece.Text) || stop.Append(piece.Text);
            }
        }

        public override void Dispose()
        {
            base.Dispose();
            answer.Dispose();
            if (!_disposed)
            {
                _disposed = true;
                usage.Add(requests: 0, _tokens);
            }
        }
    }
}
