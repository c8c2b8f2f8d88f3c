namespace LocalCascade.Completion.Observing;

/// <summary>
/// Looks on while completions are made, for a person who looks on in turn (<c>localcascade playground</c>). It is told the user's own
/// code: what it hears is for that person alone, never for a log or a file. Called on the threads that do the work, of several completions
/// at once: it must be quick and must not throw. Without one the engine neither measures nor allocates anything for it.
/// </summary>
public interface ICompletionObserver
{
    /// <summary>A question is begun to be answered; <paramref name="id"/> names it from here on.</summary>
    /// <param name="id">32 hexadecimal digits, the <see cref="CompletionResult.RequestId"/> of the answer.</param>
    /// <param name="request">The question.</param>
    /// <param name="ahead">Whether it is asked ahead of the user, as if the suggestion on the screen were accepted.</param>
    void Begun(string id, CompletionRequest request, bool ahead);

    /// <summary>The workspace predictor has answered.</summary>
    /// <param name="id">Which question.</param>
    /// <param name="prediction">What it says; null for nothing.</param>
    /// <param name="elapsed">What it took.</param>
    void Predicted(string id, ObservedPrediction? prediction, TimeSpan elapsed);

    /// <summary>The model's prompt is laid out.</summary>
    void PromptLaidOut(string id, PromptLayout layout, TimeSpan elapsed);

    /// <summary>The model has read the prompt.</summary>
    /// <param name="id">Which question.</param>
    /// <param name="reused">Tokens that a KV cache held.</param>
    /// <param name="run">Tokens that were run.</param>
    /// <param name="elapsed">What it took.</param>
    void Prefilled(string id, int reused, int run, TimeSpan elapsed);

    /// <summary>The model has generated a token.</summary>
    void Generated(string id, CompletionToken token);

    /// <summary>It is decided which tier answers; a second time where the whole text told otherwise.</summary>
    void Decided(string id, CascadeDecision decision);

    /// <summary>The cloud is not asked before the typist has paused.</summary>
    void HeldBack(string id, TimeSpan pause);

    /// <summary>The cloud is asked.</summary>
    /// <param name="id">Which question.</param>
    /// <param name="characters">What is sent, in UTF-16 units.</param>
    /// <param name="contextFiles">Parts of other files among it.</param>
    void CloudAsked(string id, int characters, int contextFiles);

    /// <summary>A piece of the cloud's text has come.</summary>
    /// <param name="id">Which question.</param>
    /// <param name="text">The piece.</param>
    /// <param name="logProbabilities">Of its tokens; empty where the engine gives none.</param>
    void CloudSent(string id, string text, IReadOnlyList<double> logProbabilities);

    /// <summary>What was begun is done, whether anybody still waits for it or not.</summary>
    void Finished(CompletionResult result);

    /// <summary>A request is answered. One that an earlier answer served was never begun.</summary>
    void Answered(CompletionRequest request, CompletionResult result);

    /// <summary>What was begun has stopped: nobody can want it any more.</summary>
    /// <param name="id">Which question.</param>
    /// <param name="stage">What it was at: Workspace, Prefill, Decode, Debounce or Cloud.</param>
    /// <param name="after">From its beginning to the keystroke that made it useless.</param>
    /// <param name="stopping">From then until nothing worked on it any more.</param>
    void Stopped(string id, string stage, TimeSpan after, TimeSpan stopping);
}
