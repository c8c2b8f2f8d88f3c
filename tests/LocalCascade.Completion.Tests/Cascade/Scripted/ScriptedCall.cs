using LocalCascade.Completion.Cascade;

namespace LocalCascade.Completion.Tests.Cascade.Scripted;

/// <summary>One question to a scripted source: answered, finished or failed by the test, in any order and at any time.</summary>
internal sealed class ScriptedCall
{
    private readonly TaskCompletionSource<CompletionDraft?> _begun = new();
    private readonly TaskCompletionSource _finished = new();

    public ScriptedCall(CompletionPlace place, CompletionOrigin origin, CancellationToken cancellationToken)
    {
        (Place, Origin, Token, Text) = (place, origin, cancellationToken, place.Typed.Begin());
        cancellationToken.Register(() => _begun.TrySetCanceled(cancellationToken));
    }

    public CompletionPlace Place { get; }

    public CompletionOrigin Origin { get; }

    public CancellationToken Token { get; }

    public StreamedText Text { get; }

    public Task<CompletionDraft?> Begun => _begun.Task;

    public Task Finished => _finished.Task;

    /// <summary>Whether whoever asked gave back what it got, or never got anything.</summary>
    public bool IsGivenBack { get; set; }

    /// <summary>Whether somebody still has work with it.</summary>
    public bool IsAlive => Begun.IsCompleted ? Begun.IsCompletedSuccessfully && !IsGivenBack : !Token.IsCancellationRequested;

    public override string ToString() => $"{Origin} at {Place.Request.Document.Version}, begun: {Begun.Status}, cancelled: {Token.IsCancellationRequested}, finished: {Finished.Status}, text '{Text}'";

    public void Begin(string text, int shown, double confidence)
    {
        if (!Begun.IsCompleted)
        {
            Text.Append(text.AsSpan(0, shown));
            _begun.TrySetResult(new ScriptedDraft(this, text, confidence));
        }
    }

    public void Finish() => _finished.TrySetResult();

    public void Fail(Exception error)
    {
        _begun.TrySetException(error);
        _finished.TrySetException(error);
        _ = _finished.Task.Exception;
    }
}
