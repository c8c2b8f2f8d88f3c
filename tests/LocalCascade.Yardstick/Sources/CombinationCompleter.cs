namespace LocalCascade.Yardstick;

/// <summary>What the product's local tier answers: predictor and model, and what chooses between them.</summary>
internal sealed class CombinationCompleter(Product product) : ICompleter
{
    public const string Id = "combination";

    public string Name => Id;

    /// <summary>What the model said at the place that was last asked, if the product asked it.</summary>
    public (PackageHole Place, ModelAnswer Answer)? LastModel { get; private set; }

    public async ValueTask<Answer> CompleteAsync(PackageHole place, CancellationToken cancellationToken)
    {
        var (shown, model) = await product.AskAsync(place, cancellationToken);
        LastModel = model is null ? null : (place, model);

        // A draft of the model's that was not chosen would not have been finished.
        var unasked = model is not null && shown.Item?.Origin != CompletionOrigin.LocalModel ? model.Finishing : TimeSpan.Zero;
        return new(shown.Text, shown.Judgement.Confidence, shown.Latency - unasked);
    }

    public ValueTask DisposeAsync() => product.DisposeAsync();
}
