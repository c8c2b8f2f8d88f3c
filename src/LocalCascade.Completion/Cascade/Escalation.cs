using System.Globalization;
using LocalCascade.Completion.Cloud;
using LocalCascade.Completion.Context;

namespace LocalCascade.Completion.Cascade;

/// <summary>
/// Both tiers at once. The local drafts are finished as a fallback while the cloud is waited for; the first good answer
/// before the deadline wins, and the other is stopped at once:
/// <code>
///   local:  ──── finish ────────────────▶ fallback
///   cloud:  ── pause ──▶ ask with draft and context ──▶ first tokens ──▶ whole, mended ──▶ wins
///                             └── deadline, failure, nothing usable: the fallback counts
/// </code>
/// </summary>
internal sealed class Escalation(ICompletionSource cloud, CloudGate gate, DraftFinisher finisher, TypingRhythm rhythm, IContextSource context, TimeProvider timeProvider)
{
    private const int LongestDraft = 2_000;

    public async ValueTask<(FinishedDrafts Finished, CascadeDecision Decision, CompletionTimings Timings)> RunAsync(CompletionWork work, CompletionPlace place, LocalDrafts local, CascadeDecision decision)
    {
        var request = work.Request;
        using var stopLocal = CancellationTokenSource.CreateLinkedTokenSource(work.Token);
        using var stopCloud = CancellationTokenSource.CreateLinkedTokenSource(work.Token);

        // The decode goes on as draft and fallback.
        local.Finishing ??= finisher.FinishAsync(local.ByConfidence, place, request, stopLocal.Token).AsTask();
        try
        {
            // What is typed over while the user is in full flow is never asked for.
            work.Stage = FlowStage.Debounce;
            var debounce = request.Trigger == CompletionTrigger.Automatic ? rhythm.WaitBehind(Behind(request), FixedDebounce(place.Settings)) : TimeSpan.Zero;
            if (debounce > TimeSpan.Zero)
            {
                work.Observer?.HeldBack(work.Id, debounce);
                await Task.Delay(debounce, timeProvider, work.Token).ConfigureAwait(false);
            }

            work.Stage = FlowStage.Cloud;
            var timings = new CompletionTimings { Debounce = debounce };
            var (item, outcome, confidence, reason, cost) = gate.TryEnter()
                ? await AskAsync(work, place, local, stopCloud).ConfigureAwait(false)
                : new(null, CloudOutcome.NotAsked, null, "another request is finding out whether it is back", null);
            timings = cost?.Invoke(timings) ?? timings;
            decision = decision with
            {
                CloudOutcome = outcome,
                Cloud = confidence,
                CloudRequestId = outcome == CloudOutcome.NotAsked ? null : place.RequestId,
                Explanation = $"{decision.Explanation} {Explain(outcome, reason, request, place.Settings)}".TrimEnd(),
            };
            if (item is null)
            {
                var fallback = await local.Finishing.ConfigureAwait(false);
                return (fallback.Items.Count > 0 || request.Tier != CompletionTier.Cloud ? fallback : fallback with { Reason = new(outcome == CloudOutcome.Unusable ? NoCompletionKind.Filtered : NoCompletionKind.NoCloud, Sentence(reason)) }, decision, timings);
            }

            // The winner is known: the loser stops now. Who asked for several gets what it had ready.
            var others = local.Finishing.IsCompletedSuccessfully ? (await local.Finishing.ConfigureAwait(false)).Items : [];
            await stopLocal.CancelAsync().ConfigureAwait(false);
            return (new([item, .. others.Where(other => other.GhostText != item.GhostText).Take(request.MaxItems - 1)], null, false), decision, timings);
        }
        finally
        {
            // Resets the cloud's stream if it still runs, and stops the decode if the work was cancelled.
            await stopCloud.CancelAsync().ConfigureAwait(false);
            await stopLocal.CancelAsync().ConfigureAwait(false);
            await ((Task)local.Finishing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async ValueTask<Asked> AskAsync(CompletionWork work, CompletionPlace place, LocalDrafts local, CancellationTokenSource stop)
    {
        var (request, settings) = (work.Request, place.Settings);

        // Who asks for the cloud by name waits as long as the cloud's own deadline lets it.
        var deadline = request.Tier == CompletionTier.Cloud ? Timeout.InfiniteTimeSpan : TimeSpan.FromMilliseconds(settings.EscalationDeadlineMilliseconds);
        var draft = local.TextSoFar;
        place = place with
        {
            Draft = draft.Length is 0 or > LongestDraft ? null : draft,
            Context = settings.SendContext ? context.Find(request.Document, request.Offset, draft) : [],
        };
        work.CloudAsked = timeProvider.GetTimestamp();
        work.CloudCharacters = CloudBody.LengthSent(request.Offset, request.Document.Text.Length - request.Offset, place.Context);
        work.Observer?.CloudAsked(work.Id, work.CloudCharacters, place.Context.Count);
        var asking = Task.Run(() => cloud.BeginAsync(place, stop.Token).AsTask(), stop.Token);
        try
        {
            if (await asking.WaitAsync(deadline, timeProvider, work.Token).ConfigureAwait(false) is not { } begun)
            {
                return new(null, CloudOutcome.NotAsked, null, "there is none", null);
            }

            gate.Succeeded();
            var items = new List<CompletionItem>();

            // Its first text was in time: the rest takes what the cloud's own deadline leaves it.
            var (refused, _) = await finisher.AddAsync(items, begun, place, request, stop.Token).ConfigureAwait(false);
            rhythm.CloudTook(timeProvider.GetElapsedTime(work.CloudAsked));
            return new(items.FirstOrDefault(), items.Count > 0 ? CloudOutcome.Won : CloudOutcome.Unusable, begun.Confidence, refused?.Explanation ?? "", begun.AddTo);
        }
        catch (TimeoutException)
        {
            rhythm.CloudTook(deadline);
            gate.Failed();
            return new(null, CloudOutcome.Late, null, "", WithTime);
        }
        catch (CloudException error)
        {
            work.Token.ThrowIfCancellationRequested();
            gate.Failed();
            return new(null, error.Failure == CloudFailure.TooLate ? CloudOutcome.Late : CloudOutcome.Failed, null, error.Message, WithTime);
        }
        catch (OperationCanceledException)
        {
            gate.Abandoned();
            throw;
        }
        finally
        {
            // A stream that is still open is reset; its connection lives on.
            await stop.CancelAsync().ConfigureAwait(false);
            _ = DisposeAsync(asking);
        }

        // What came of it is unknown, what was sent is not.
        CompletionTimings WithTime(CompletionTimings timings) => timings with
        {
            CloudTotal = timeProvider.GetElapsedTime(work.CloudAsked),
            CloudCharacters = work.CloudCharacters,
        };
    }

    private static async Task DisposeAsync(Task<CompletionDraft?> asking)
    {
        await ((Task)asking).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (asking.IsCompletedSuccessfully)
        {
            (await asking.ConfigureAwait(false))?.Dispose();
        }
    }

    private static TimeSpan? FixedDebounce(EngineSettings settings) =>
        settings.CloudDebounceMilliseconds < 0 ? null : TimeSpan.FromMilliseconds(settings.CloudDebounceMilliseconds);

    private static char Behind(CompletionRequest request) => request.Offset > 0 ? request.Document.Text[request.Offset - 1] : '\n';

    private static string Explain(CloudOutcome outcome, string reason, CompletionRequest request, EngineSettings settings) => outcome switch
    {
        // Its reason is told anyway.
        not CloudOutcome.Won when request.Tier == CompletionTier.Cloud => "",
        CloudOutcome.Won => "Its text was in time.",
        CloudOutcome.Late => string.Create(CultureInfo.InvariantCulture, $"It had nothing usable after {settings.EscalationDeadlineMilliseconds} ms, so the local text counts."),
        CloudOutcome.Unusable => $"Its text was not fit to be shown: {Sentence(reason)} So the local text counts.",
        _ => $"It gave no answer: {Sentence(reason)} So the local text counts.",
    };

    private static string Sentence(string reason) => reason.EndsWith('.') ? reason : $"{reason}.";

    private readonly record struct Asked(CompletionItem? Item, CloudOutcome Outcome, double? Confidence, string Reason, Func<CompletionTimings, CompletionTimings>? Cost);
}
