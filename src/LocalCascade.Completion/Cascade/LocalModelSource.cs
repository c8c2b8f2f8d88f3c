using System.Diagnostics;
using LocalCascade.Completion.Documents;
using LocalCascade.Completion.Observing;
using LocalCascade.Completion.Prompting;
using LocalCascade.Completion.PostProcessing;
using LocalCascade.Inference.Decoding;

namespace LocalCascade.Completion.Cascade;

/// <summary>
/// The local model as a source. Beginning lays out the prompt, runs what no KV cache holds of it and decodes the few tokens
/// that the confidence is taken over; finishing decodes on until the text is whole.
/// </summary>
internal sealed class LocalModelSource(ModelHost host) : ICompletionSource
{
    public async ValueTask<CompletionDraft?> BeginAsync(CompletionPlace place, CancellationToken cancellationToken)
    {
        var loaded = await host.RentAsync(cancellationToken).ConfigureAwait(false);
        if (loaded is null)
        {
            return null;
        }

        // One that adds nothing to what the predictor says costs nothing either.
        if (place.Draft is { Length: > 0 } && !loaded.Model.BesidePredictor && place.Request.MaxItems <= 1 && !place.ScoreDraft)
        {
            loaded.Release();
            return null;
        }

        try
        {
            // Inference computes; it must not hold up whoever reads the editor's messages.
            return await Task.Run(() => Begin(loaded, place, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            loaded.Release();
            throw;
        }
    }

    private static Draft Begin(LoadedModel loaded, CompletionPlace place, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var text = place.Typed.Begin();
        var (model, settings, request) = (loaded.Model, place.Settings, place.Request);
        var maxTokens = place.Shape.IsBlock ? settings.MaxBlockTokens : settings.MaxLineTokens;
        var wanted = settings.PromptTokens > 0 ? settings.PromptTokens : model.PreferredPromptTokens - Math.Min(maxTokens, model.PreferredPromptTokens / 4);
        var budget = Math.Clamp(wanted, Math.Min(64, model.MaxTokens / 2), model.MaxTokens - 8);
        var prompt = loaded.GetPrompt(request.Document.Uri);
        PromptTokens tokens;
        lock (prompt)
        {
            tokens = prompt.LayOut(request.Document.Text, request.Offset, budget);
        }

        var promptTime = Stopwatch.GetElapsedTime(started);
        var observer = place.Alternative == 0 ? place.Observer : null;
        observer?.PromptLaidOut(place.RequestId, tokens.Layout, promptTime);
        var generation = model.Start(new() { Prompt = tokens.Tokens, Healing = tokens.Healing, Alternative = place.Alternative, MaxTokens = maxTokens, Draft = DraftFor(place), ScoreDraft = place.ScoreDraft || model.Gate is not null }, cancellationToken);
        observer?.Prefilled(place.RequestId, generation.ReusedTokens, generation.PromptTokens - generation.ReusedTokens, generation.PrefillTime);
        try
        {
            var draft = new Draft(loaded, generation, text, new StreamingStop(place.Syntax, place.Shape), settings, promptTime) { Observer = observer, RequestId = place.RequestId };
            draft.Decode(settings.ConfidenceTokens, cancellationToken);
            draft.TakeConfidence();
            return draft;
        }
        catch
        {
            generation.Dispose();
            text.Closed = true;
            throw;
        }
    }

    // In the document's own line breaks, as the model sees them.
    private static string? DraftFor(CompletionPlace place) => place.Draft is { Length: > 0 } draft
        ? draft.Contains('\n', StringComparison.Ordinal) && place.Request.Document.Text.LineEnding is not LineEnding.Lf and var ending ? draft.Replace("\n", ending.ToText(), StringComparison.Ordinal) : draft
        : null;

    private sealed class Draft(LoadedModel loaded, Generation generation, StreamedText text, StreamingStop stop, EngineSettings settings, TimeSpan promptTime) : CompletionDraft
    {
        private double _confidence;
        private bool _ended;
        private bool _disposed;

        public ICompletionObserver? Observer { get; init; }

        public string RequestId { get; init; } = "";

        public override CompletionOrigin Origin => CompletionOrigin.LocalModel;

        public override StreamedText Text => text;

        // The model's own curve was measured for the geometric mean.
        public override double OwnConfidence => settings.ConfidenceStatistic == ConfidenceStatistic.GeometricMean ? loaded.Model.Calibration.Apply(_confidence) : _confidence;

        public override double RawConfidence => _confidence;

        // The gate was fitted on this statistic too.
        public override GateWeights? Gate => settings.ConfidenceStatistic == ConfidenceStatistic.GeometricMean ? loaded.Model.Gate : null;

        public override DraftScore? DraftScore => generation.DraftScore;

        public override IReadOnlyList<CompletionToken> Tokens => [.. generation.Tokens.Select(ToDisplay)];

        public override CompletionTimings AddTo(CompletionTimings timings) => timings with
        {
            Prompt = timings.Prompt + promptTime,
            Prefill = timings.Prefill + generation.PrefillTime,
            Decode = timings.Decode + generation.DecodeTime,
            PromptTokens = generation.PromptTokens,
            ReusedTokens = generation.ReusedTokens,
            GeneratedTokens = timings.GeneratedTokens + generation.Tokens.Count,
            AcceptedTokens = timings.AcceptedTokens + generation.AcceptedTokens,
        };

        public override async ValueTask<string> FinishAsync(CancellationToken cancellationToken)
        {
            if (!_ended)
            {
                await Task.Run(() => Decode(int.MaxValue, cancellationToken), cancellationToken).ConfigureAwait(false);
            }

            return generation.Text;
        }

        /// <summary>Fixes the confidence over the first tokens: it is asked for while others are being decoded.</summary>
        public void TakeConfidence() => _confidence = generation.GetConfidence(settings.ConfidenceStatistic, settings.ConfidenceTokens);

        /// <summary>Decodes up to <paramref name="most"/> tokens, fewer when the text has ended or the stop rule says that it is whole.</summary>
        public void Decode(int most, CancellationToken cancellationToken)
        {
            while (most-- > 0 && !_ended)
            {
                _ended = !generation.MoveNext(cancellationToken);
                if (!_ended)
                {
                    Observer?.Generated(RequestId, ToDisplay(generation.Current));

                    // What the user types otherwise is not worth another token.
                    _ended = !text.Append(generation.NewText.Span) || stop.Append(generation.NewText.Span);
                }
            }
        }

        private CompletionToken ToDisplay(GeneratedToken token) => new(loaded.Model.Tokenizer.Decode([token.Id]), token.Probability, token.Entropy);

        public override void Dispose()
        {
            base.Dispose();
            if (!_disposed)
            {
                _disposed = true;
                generation.Dispose();
                loaded.Release();
            }
        }
    }
}
