namespace LocalCascade.CloudTier.Tests.Support;

/// <summary>Waits for what other threads and processes bring about.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    public static async Task HoldsAsync(Func<bool> condition, string what)
    {
        var until = DateTime.UtcNow + Limit;
        while (!condition())
        {
            Assert.True(DateTime.UtcNow < until, $"Not so within {Limit.TotalSeconds} s: {what}");
            await Task.Delay(5);
        }
    }
}
