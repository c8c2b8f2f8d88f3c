namespace LocalCascade.Yardstick;

/// <summary>A model alone, with the prompt, the end and the mending that the product gives it.</summary>
/// <param name="name">What the tables call it.</param>
/// <param name="product">An engine that asks the model only.</param>
/// <param name="beside">The combination with the same model, asked before: what the model said there is not computed again. Null for none.</param>
internal sealed class ModelCompleter(string name, Product product, CombinationCompleter? beside = null) : ICompleter
{
    public const string Id = "model";

    public string Name => name;

    public async ValueTask<Answer> CompleteAsync(PackageHole place, CancellationToken cancellationToken)
    {
        var answer = beside?.LastModel is { } known && known.Place == place ? known.Answer : (await product.AskAsync(place, cancellationToken)).Model;
        return answer is null ? new("", 0, TimeSpan.Zero) : new(answer.Text, answer.Text.Length == 0 ? 0 : answer.Confidence, answer.Beginning + answer.Finishing);
    }

    public ValueTask DisposeAsync() => product.DisposeAsync();
}
