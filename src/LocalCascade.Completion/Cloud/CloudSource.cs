using System.Diagnostics;
using LocalCascade.Completion.Cascade;
using LocalCascade.Completion.PostProcessing;

namespace LocalCascade.Completion.Cloud;

/// <summary>
/// The cloud as a source. Beginning sends the request and waits for the few tokens that the confidence is taken over;
/// finishing reads on until the text is whole, and what more the engine would have said is reset.
/// </summary>
internal sealed class CloudSource(Func<CloudClient?> client) : ICompletionSource
{
    public async ValueTask<CompletionDraft?> BeginAsync(CompletionPlace place, CancellationToken cancellationToken)
    {
        if (client() is not { } cloud)
        {
            return null;
        }

        var (text, offset, settings) = (place.Request.Document.Text, place.Request.Offset, place.Settings);
        var request = new CloudRequest(text.ToString(0, offset), text.ToString(offset, text.Length - offset), place.Shape.IsBlock ? settings.MaxBlockTokens : settings.MaxLineTokens);
        var started = Stopwatch.GetTimestamp();
        var answer = await cloud.CompleteAsync(request, cancellationToken).ConfigureAwait(false);
        var draft = new Draft(answer, new(place.Syntax, place.Shape), settings.ConfidenceTokens);
        try
        {
            await draft.ReadAsync(settings.ConfidenceTokens, cancellationToken).ConfigureAwait(false);
            draft.FirstTokens = Stopwatch.GetElapsedTime(started);
            return draft;
        }
        catch
        {
            draft.Dispose();
            throw;
        }
    }

    private sealed class Draft(CloudAnswer answer, StreamingStop stop, int confidenceTokens) : CompletionDraft
    {
        // An engine that gives no probabilities is trusted this far: it is asked because the local tier was unsure.
        private const double Unknown = 0.7;

        private readonly System.Text.StringBuilder _text = new();
        private readonly List<double> _logProbabilities = [];
        private bool _ended;
        private int _pieces;

        public TimeSpan FirstTokens { get; set; }

        public override CompletionOrigin Origin => CompletionOrigin.Cloud;

        public override double Confidence
        {
            get
            {
                var counted = _logProbabilities.Take(confidenceTokens).ToList();
                return counted.Count == 0 ? Unknown : Math.Exp(counted.Average());
            }
        }

        public override IReadOnlyList<CompletionToken> Tokens => [];

        public override CompletionTimings AddTo(CompletionTimings timings) => timings with { Cloud = timings.Cloud + FirstTokens, GeneratedTokens = timings.GeneratedTokens + _pieces };

        public override async ValueTask<string> FinishAsync(CancellationToken cancellationToken)
        {
            await ReadAsync(int.MaxValue, cancellationToken).ConfigureAwait(false);
            return _text.ToString();
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

                _pieces++;
                _text.Append(piece.Text);
                _logProbabilities.AddRange(piece.LogProbabilities);
                _ended = stop.Append(piece.Text);
            }
        }

        public override void Dispose()
        {
            base.Dispose();
            answer.Dispose();
        }
    }
}
