namespace LocalCascade.Completion.Tests;

/// <summary>Code that several tests ask at.</summary>
internal static class Samples
{
    /// <summary>At ‸ the predictor is sure enough to be shown unasked: two methods begin as the third.</summary>
    public const string RepeatedLine = """
        async Task CheckAsync(int id)
        {
            var order = await store.FindAsync(id, cancellationToken);
            Check(order);
        }

        async Task BookAsync(int id)
        {
            var order = await store.FindAsync(id, cancellationToken);
            Book(order);
        }

        async Task ShipAsync(int id)
        {
            var order = await ‸
        }
        """;
}
