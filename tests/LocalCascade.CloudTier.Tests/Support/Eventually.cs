using LocalCascade.Tests;

namespace LocalCascade.CloudTier.Tests.Support;

/// <summary>Waits for what other threads and processes bring about.</summary>
internal static class Eventually
{
    public static async Task HoldsAsync(Func<bool> condition, string what)
    {
        var until = DateTime.UtcNow + Patience.Limit;
        while (!condition())
        {
            Assert.True(DateTime.UtcNow < until, $"Not so within {Patience.Limit.TotalSeconds} s: {what}");
            await Task.Delay(5);
        }
    }
}
