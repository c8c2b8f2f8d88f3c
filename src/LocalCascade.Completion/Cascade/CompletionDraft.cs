using LocalCascade.Inference.Decoding;

namespace LocalCascade.Completion.Cascade;

/// <summary>What a source would say: begun, with its confidence known, and finished only when it is chosen.</summary>
internal abstract class CompletionDraft : IDisposable
{
    /// <summary>Who writes it.</summary>
    public abstract CompletionOrigin Origin { get; }

    /// <summary>Calibrated probability, 0 to 1, that the finished text is exactly what the user would type.</summary>
    public double Confidence => Judged ?? OwnConfidence;

    /// <summary>The same by all that its source knows.</summary>
    public abstract double OwnConfidence { get; }

    /// <summary>The same by what several sources know; null where it stands alone.</summary>
    public double? Judged { get; set; }

    /// <summary>What <see cref="OwnConfidence"/> was calibrated from, 0 to 1.</summary>
    public virtual double RawConfidence => OwnConfidence;

    /// <summary>How its source stands beside the predictor; null where that is not known.</summary>
    public virtual GateWeights? Gate => null;

    /// <summary>What the source thinks of <see cref="CompletionPlace.Draft"/>; null where there was none, or it cannot tell.</summary>
    public virtual DraftScore? DraftScore => null;

    /// <summary>The tokens so far with their probabilities; empty for sources without tokens.</summary>
    public virtual IReadOnlyList<CompletionToken> Tokens => [];

    /// <summary>The text so far, from the cursor on; may be read while it is being finished.</summary>
    public abstract StreamedText Text { get; }

    /// <summary>What beginning and finishing cost, added to the answer's timings.</summary>
    public abstract CompletionTimings AddTo(CompletionTimings timings);

    /// <summary>Finishes the text: raw, from the cursor on, before mending.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public abstract ValueTask<string> FinishAsync(CancellationToken cancellationToken);

    /// <summary>Gives back what the draft holds (the local model's KV cache slot).</summary>
    public virtual void Dispose()
    {
        Text.Closed = true;
        GC.SuppressFinalize(this);
    }
}
