using LocalCascade.Completion.Cascade;

namespace LocalCascade.Completion.Tests.Cascade.Scripted;

internal sealed class ScriptedDraft(ScriptedCall call, string text, double confidence) : CompletionDraft
{
    public override CompletionOrigin Origin => call.Origin;

    public override double OwnConfidence => confidence;

    public override StreamedText Text => call.Text;

    public override CompletionTimings AddTo(CompletionTimings timings) => timings;

    public override async ValueTask<string> FinishAsync(CancellationToken cancellationToken)
    {
        await call.Finished.WaitAsync(cancellationToken).ConfigureAwait(false);
        var streamed = Text.ToString();
        Text.Append(text.AsSpan(Math.Min(streamed.Length, text.Length)));
        return text;
    }

    public override void Dispose()
    {
        base.Dispose();
        call.IsGivenBack = true;
    }
}
