using LocalCascade.Completion.Observing;

namespace LocalCascade.Completion.Tests.Observing;

/// <summary>Writes down what it is told, a line a step.</summary>
internal sealed class Onlooker : ICompletionObserver
{
    private readonly List<(string Id, string Step)> _steps = [];

    public IReadOnlyList<(string Id, string Step)> Steps
    {
        get
        {
            lock (_steps)
            {
                return [.. _steps];
            }
        }
    }

    public void Begun(string id, CompletionRequest request, bool ahead) => Add(id, ahead ? "begun ahead" : "begun");

    public void Predicted(string id, ObservedPrediction? prediction, TimeSpan elapsed) => Add(id, prediction is { } found ? $"predicted {found.Text} {found.Source}" : "predicted nothing");

    public void PromptLaidOut(string id, PromptLayout layout, TimeSpan elapsed) => Add(id, $"prompt {layout.Prefix + layout.Suffix + layout.Typed + layout.Markers} {(layout.Anchored ? "anchored" : "grown")}");

    public void Prefilled(string id, int reused, int run, TimeSpan elapsed) => Add(id, $"prefilled {reused + run}");

    public void Generated(string id, CompletionToken token) => Add(id, $"token {token.Text}");

    public void Decided(string id, CascadeDecision decision) => Add(id, $"decided {decision.Code}");

    public void HeldBack(string id, TimeSpan pause) => Add(id, $"held back {pause.TotalMilliseconds}");

    public void CloudAsked(string id, int characters, int contextFiles) => Add(id, $"cloud asked {characters}");

    public void CloudSent(string id, string text, IReadOnlyList<double> logProbabilities) => Add(id, $"cloud sent {text}");

    public void Finished(CompletionResult result) => Add(result.RequestId, "finished");

    public void Answered(CompletionRequest request, CompletionResult result) => Add(result.RequestId, $"answered {(result.Items is [var item, ..] ? item.GhostText : result.Reason?.Kind)}");

    public void Stopped(string id, string stage, TimeSpan after, TimeSpan stopping) => Add(id, $"stopped {stage} {after >= TimeSpan.Zero && stopping >= TimeSpan.Zero}");

    private void Add(string id, string step)
    {
        lock (_steps)
        {
            _steps.Add((id, step));
        }
    }
}
