using System.Diagnostics;
using System.Threading.Channels;
using LocalCascade.Completion;
using LocalCascade.Completion.Observing;
using LocalCascade.Daemon.Rpc;

namespace LocalCascade.Daemon.Playground;

/// <summary>
/// Tells the page what happens, by <c>localcascade/trace</c>. Whoever completes never waits for the page: steps queue up to a bound, and
/// where the page reads too slowly the oldest are left out and counted.
/// </summary>
internal sealed class CompletionTracer : ICompletionObserver
{
    private const int MostQueued = 1024;
    private const int LongestText = 2_000;

    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly Channel<TraceStep> _steps;
    private long _lost;

    public CompletionTracer() =>
        _steps = Channel.CreateBounded<TraceStep>(new BoundedChannelOptions(MostQueued) { SingleReader = true, FullMode = BoundedChannelFullMode.DropOldest }, _ => Interlocked.Increment(ref _lost));

    /// <summary>Sends the steps until <see cref="End"/>.</summary>
    public async Task SendAsync(RpcConnection connection)
    {
        while (await _steps.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            while (_steps.Reader.TryRead(out var step))
            {
                if (Interlocked.Exchange(ref _lost, 0) is > 0 and var lost)
                {
                    await SendAsync(connection, new("lost", null, step.At) { Count = lost }).ConfigureAwait(false);
                }

                await SendAsync(connection, step).ConfigureAwait(false);
            }
        }
    }

    /// <summary>No more steps.</summary>
    public void End() => _steps.Writer.TryComplete();

    public void Begun(string id, CompletionRequest request, bool ahead) => Add(Step("begun", id) with
    {
        Uri = request.Document.Uri,
        LanguageId = request.Document.LanguageId,
        Line = request.Document.Text.GetLineOfOffset(request.Offset) + 1,
        Trigger = request.Trigger.ToString(),
        Ahead = ahead,
    });

    public void Predicted(string id, ObservedPrediction? prediction, TimeSpan elapsed) => Add(Step("predicted", id) with
    {
        Text = Cut(prediction?.Text),
        Confidence = prediction?.Confidence,
        Source = prediction?.Source.ToString(),
        Exchanged = prediction?.Exchanged,
        Ms = elapsed.TotalMilliseconds,
    });

    public void PromptLaidOut(string id, PromptLayout layout, TimeSpan elapsed) => Add(Step("prompt", id) with
    {
        Prompt = new(layout.Budget, layout.Prefix, layout.Suffix, layout.Typed, layout.Markers, layout.HealedBytes, layout.Anchored),
        Ms = elapsed.TotalMilliseconds,
    });

    public void Prefilled(string id, int reused, int run, TimeSpan elapsed) => Add(Step("prefilled", id) with { Reused = reused, Run = run, Ms = elapsed.TotalMilliseconds });

    public void Generated(string id, CompletionToken token) => Add(Step("token", id) with { Text = token.Text, Probability = token.Probability, Entropy = token.Entropy });

    public void Decided(string id, CascadeDecision decision) => Add(Step("decided", id) with { Decision = TraceDecision.Of(decision) });

    public void HeldBack(string id, TimeSpan pause) => Add(Step("heldBack", id) with { Ms = pause.TotalMilliseconds });

    public void CloudAsked(string id, int characters, int contextFiles) => Add(Step("cloudAsked", id) with { Characters = characters, ContextFiles = contextFiles });

    public void CloudSent(string id, string text, IReadOnlyList<double> logProbabilities) => Add(Step("cloudPiece", id) with { Text = Cut(text), Probabilities = [.. logProbabilities.Select(Math.Exp)] });

    public void Answered(CompletionRequest request, CompletionResult result) => Add(Ended("answered", result) with
    {
        Uri = request.Document.Uri,
        LanguageId = request.Document.LanguageId,
        Line = request.Document.Text.GetLineOfOffset(request.Offset) + 1,
        Trigger = request.Trigger.ToString(),
    });

    public void Finished(CompletionResult result) => Add(Ended("finished", result));

    public void Stopped(string id, string stage, TimeSpan after, TimeSpan stopping) => Add(Step("stopped", id) with { Stage = stage, After = after.TotalMilliseconds, Ms = stopping.TotalMilliseconds });

    private TraceStep Ended(string kind, CompletionResult result)
    {
        var timings = result.Timings;
        return Step(kind, result.RequestId) with
        {
            Decision = TraceDecision.Of(result.Decision),
            Answer = new(
                [.. result.Items.Select(item => new TraceItem(item.Id, item.Origin.ToString(), Cut(item.GhostText)!, item.Confidence, item.FromCache))],
                result.Reason?.Kind.ToString(),
                result.Reason?.Explanation,
                result.Joined,
                new(
                    timings.Total.TotalMilliseconds,
                    timings.Workspace.TotalMilliseconds,
                    timings.Prompt.TotalMilliseconds,
                    timings.Prefill.TotalMilliseconds,
                    timings.Decode.TotalMilliseconds,
                    timings.Debounce.TotalMilliseconds,
                    timings.Cloud.TotalMilliseconds,
                    timings.CloudTotal.TotalMilliseconds,
                    timings.PromptTokens,
                    timings.ReusedTokens,
                    timings.GeneratedTokens,
                    timings.CloudTokens)),
        };
    }

    private TraceStep Step(string kind, string id) => new(kind, id, Stopwatch.GetElapsedTime(_started).TotalMilliseconds);

    private void Add(TraceStep step) => _steps.Writer.TryWrite(step);

    private static ValueTask SendAsync(RpcConnection connection, TraceStep step) => connection.NotifyAsync("localcascade/trace", step, PlaygroundJson.Default.TraceStep);

    private static string? Cut(string? text) => text?.Length > LongestText ? text[..LongestText] : text;
}
