using LocalCascade.Completion.Documents;
using LocalCascade.Completion.Syntax;

namespace LocalCascade.Completion.Cascade;

/// <summary>
/// The whole way from a question to an answer:
/// <code>
///   question ─▶ 1 suitable? ─▶ 2 workspace predictor ─▶ 3 model: first tokens ─▶ 4 decide
///                                                                                 │ sure           │ unsure
///                                                                                 ▼                ▼
///                                                            5 finish the surer draft    6 ask the cloud, drafts go on as fallback
///                                                                                 │                │
///                                                                                 └─▶ 7 answer ◀───┘
/// </code>
/// What was answered before, and what is in flight already, never comes here: <see cref="CompletionEngine"/>.
/// </summary>
internal sealed class CompletionFlow(ICompletionSource workspace, ICompletionSource model, Escalation escalation, CloudGate gate, DraftFinisher finisher, EngineAnswers cache, TimeProvider timeProvider)
{
    // Above this the predictor is right often enough that asking the model could only cost time.
    private const double Sure = 0.85;

    // The first text waits for its alternatives, since an answer is sent whole: past this time no further one is begun. Without a first text nothing waits for them.
    private static readonly TimeSpan AlternativesTime = TimeSpan.FromMilliseconds(150);

    // Whoever dismissed this many by hand will rather type.
    private const int MostNextBest = 8;

    public async ValueTask<CompletionResult> AnswerAsync(CompletionWork work, EngineState state)
    {
        var (request, settings, cancellationToken) = (work.Request, state.Settings, work.Token);
        var started = timeProvider.GetTimestamp();

        // 1. Is a suggestion welcome here, and how much of one?
        var asked = WithSelection(request);
        var syntax = CursorSyntax.Analyze(asked);
        if (TriggerGate.Decide(syntax, request.Selected is null ? request.Trigger : CompletionTrigger.Invoked) is { } unsuitable)
        {
            return new() { RequestId = work.Id, Reason = unsuitable, Timings = new() { Total = timeProvider.GetElapsedTime(started) } };
        }

        var place = new CompletionPlace(asked, syntax, settings.SingleLine ? CompletionShape.SingleLine : CompletionShape.Decide(syntax), settings) { Typed = work.Typed, RequestId = work.Id, Observer = work.Observer };
        LocalDrafts? local = null;
        try
        {
            // 2., 3. What the local tier would say.
            local = request.Tier == CompletionTier.Cloud ? new(null, null) : await BeginLocalAsync(work, place).ConfigureAwait(false);

            // 4. Who answers?
            var facts = GatherFacts(work, place, local, state);
            var decision = CascadePolicy.Decide(facts);
            work.Stage = decision.Escalates ? FlowStage.Debounce : FlowStage.Decode;
            work.Observer?.Decided(work.Id, decision);

            // 5. The surer source finishes; if nothing of its text is fit to be shown, the other may try.
            var timings = new CompletionTimings();
            if (!decision.Escalates)
            {
                local.Finishing = finisher.FinishAsync(local.ByConfidence, place, request, cancellationToken).AsTask();
                if ((await local.Finishing.ConfigureAwait(false)).BreaksSyntax && decision.Code == CascadeCode.LocalSure)
                {
                    // Only the whole text tells whether it fits.
                    decision = CascadePolicy.Decide(facts with { BreaksSyntax = true });
                    work.Observer?.Decided(work.Id, decision);
                }
            }

            // 6. Both tiers at once.
            FinishedDrafts finished;
            if (decision.Escalates)
            {
                (finished, decision, timings) = await escalation.RunAsync(work, place, local, decision).ConfigureAwait(false);
            }
            else
            {
                finished = await local.Finishing!.ConfigureAwait(false);
            }

            // 7. An answer, or truthfully why there is none.
            timings = local.AddTo(timings);
            if (request.MaxItems > 1 && local.Generated is not null && request.Tier != CompletionTier.Cloud)
            {
                (finished, timings) = await AddAlternativesAsync(finished, timings, local, place, request, started, cancellationToken).ConfigureAwait(false);
            }

            if (finished is { Items.Count: 0, Reason.Kind: NoCompletionKind.Dismissed } && request is { Trigger: CompletionTrigger.Invoked, Tier: not CompletionTier.Cloud })
            {
                (finished, decision, timings) = await FindNextBestAsync(finished, decision, timings, local, place, request, cancellationToken).ConfigureAwait(false);
            }

            work.Stage = FlowStage.Done;
            if (finished.Items.Count > 0 && request.Selected is null)
            {
                cache.Add(request.Document, request.Offset, finished.Items[0] with { ComputedFor = work.IsAhead ? null : work.Id }, state.Maker);
            }

            return new()
            {
                RequestId = work.Id,
                Items = finished.Items,
                Reason = finished.Items.Count > 0 ? null : finished.Reason ?? NothingFound(facts, decision),
                Decision = decision,
                Timings = timings with { Total = timeProvider.GetElapsedTime(started) },
            };
        }
        finally
        {
            if (local is not null)
            {
                // A decode that was cancelled ends by itself; nobody waits for it.
                _ = local.EndAsync();
            }
        }
    }

    private async ValueTask<LocalDrafts> BeginLocalAsync(CompletionWork work, CompletionPlace place)
    {
        var (request, settings, cancellationToken) = (work.Request, place.Settings, work.Token);

        // 2. The user's own code first: it costs microseconds.
        work.Stage = FlowStage.Workspace;
        var copied = settings.UseWorkspace ? await workspace.BeginAsync(place, cancellationToken).ConfigureAwait(false) : null;

        // 3. Then the model's first tokens, unless there is nothing left to win. The predictor's text goes along as a draft: what of it the
        // model would have said costs nothing, and how it likes the rest is known.
        work.Stage = FlowStage.Prefill;
        var wantsModel = settings.UseModel && (copied is null || copied.Confidence < Sure || request.MaxItems > 1);
        try
        {
            var generated = wantsModel ? await model.BeginAsync(place with { Draft = copied?.Text.ToString(), DraftConfidence = copied?.OwnConfidence ?? 0 }, cancellationToken).ConfigureAwait(false) : null;
            SourceGate.Judge(copied, generated);
            return new(copied, generated);
        }
        catch
        {
            copied?.Dispose();
            throw;
        }
    }

    private CascadeFacts GatherFacts(CompletionWork work, CompletionPlace place, LocalDrafts local, EngineState state)
    {
        var request = work.Request;
        return new()
        {
            Settings = state.Settings,
            LanguageId = request.Document.LanguageId,
            Tier = request.Tier,
            Workspace = local.Copied?.Confidence,
            Model = local.Generated?.Confidence,
            RawModel = local.Generated?.RawConfidence,
            Tokens = state.Settings.ConfidenceTokens,
            BreaksSyntax = local.ByConfidence is [{ Origin: CompletionOrigin.Workspace } best, ..] && SyntaxCheck.Breaks(place.Syntax, best.Text.ToString()),
            RejectedHere = cache.HasRejection(request.Document, request.Offset),
            AskedAgain = work.AskedAgain,
            FindObstacle = () => gate.Check(request, state),
        };
    }

    // Who asked for several gets more of the model's, each from the next best first token. They use the slot that the first one
    // gives back, with the prompt in its KV cache.
    private async ValueTask<(FinishedDrafts, CompletionTimings)> AddAlternativesAsync(FinishedDrafts finished, CompletionTimings timings, LocalDrafts local, CompletionPlace place, CompletionRequest request, long started, CancellationToken cancellationToken)
    {
        await local.EndAsync().ConfigureAwait(false);
        var items = finished.Items.ToList();
        for (var alternative = 1; items.Count < request.MaxItems && alternative < 2 * request.MaxItems && (items.Count == 0 || timeProvider.GetElapsedTime(started) <= AlternativesTime); alternative++)
        {
            using var another = await model.BeginAsync(place with { Alternative = alternative }, cancellationToken).ConfigureAwait(false);
            if (another is not null)
            {
                await finisher.AddAsync(items, another, place, request, cancellationToken).ConfigureAwait(false);
                timings = timings with { GeneratedTokens = another.AddTo(timings).GeneratedTokens };
            }
        }

        return (finished with { Items = items }, timings);
    }

    // Who asks by key where the best was dismissed wants another, and the dismissed text is never shown again: the next best of
    // predictor and model is, however unsure, as for any request by key.
    private async ValueTask<(FinishedDrafts, CascadeDecision, CompletionTimings)> FindNextBestAsync(FinishedDrafts finished, CascadeDecision decision, CompletionTimings timings, LocalDrafts local, CompletionPlace place, CompletionRequest request, CancellationToken cancellationToken)
    {
        await local.EndAsync().ConfigureAwait(false);
        var begun = timeProvider.GetTimestamp();
        var items = new List<CompletionItem>();

        // A model that was not asked beside the predictor's text has its best still to say.
        var told = local.Generated is null ? 0 : 1;
        for (var next = 1; items.Count == 0 && next <= MostNextBest && (next == 1 || timeProvider.GetElapsedTime(begun) <= AlternativesTime); next++)
        {
            using var copied = place.Settings.UseWorkspace ? await workspace.BeginAsync(place with { Alternative = next }, cancellationToken).ConfigureAwait(false) : null;
            using var generated = place.Settings.UseModel ? await model.BeginAsync(place with { Alternative = next - 1 + told }, cancellationToken).ConfigureAwait(false) : null;
            if (copied is null && generated is null)
            {
                break;
            }

            timings = new LocalDrafts(copied, generated).AddTo(timings);
            foreach (var draft in new LocalDrafts(copied, generated).ByConfidence.Where(_ => items.Count == 0))
            {
                await finisher.AddAsync(items, draft, place, request, cancellationToken).ConfigureAwait(false);
            }
        }

        return items.Count == 0 ? (finished, decision, timings) : (finished with { Items = items, Reason = null }, decision with { Explanation = $"{decision.Explanation} The best local text was dismissed here, so this is the next best." }, timings);
    }

    // What the suggest widget has selected counts as typed.
    private static CompletionRequest WithSelection(CompletionRequest request)
    {
        if (request.Selected is not { } selected)
        {
            return request;
        }

        var text = request.Document.Text.WithChange(new TextChange(selected.Start, selected.Length, selected.Text));
        return request with { Document = request.Document with { Text = text }, Offset = selected.Start + selected.Text.Length, Selected = null };
    }

    private static NoCompletion NothingFound(CascadeFacts facts, CascadeDecision decision) =>
        facts.Tier == CompletionTier.Cloud && !decision.Escalates && facts.FindObstacle() is { } obstacle ? new(NoCompletionKind.NoCloud, $"{char.ToUpperInvariant(obstacle.Explanation[0])}{obstacle.Explanation[1..]}")
        : decision.CloudOutcome == CloudOutcome.NotAsked ? new(NoCompletionKind.NothingFound, "Neither the workspace nor the model had anything to say here.")
        : new(NoCompletionKind.NothingFound, "No tier had anything to say here.");
}
