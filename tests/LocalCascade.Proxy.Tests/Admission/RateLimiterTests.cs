using LocalCascade.Proxy.Admission;
using LocalCascade.Tests;

namespace LocalCascade.Proxy.Tests.Admission;

public sealed class RateLimiterTests
{
    [Fact]
    public void Over_a_minute_an_organisation_gets_its_limit_and_a_short_burst_at_once()
    {
        var time = new ManualTimeProvider();
        var limiter = new RateLimiter(time);
        Assert.Equal(60, Enumerable.Range(0, 1000).Count(_ => limiter.TryTake("a", 600) is null));
        Assert.Null(limiter.TryTake("b", 600));
        var taken = 0;
        for (var i = 0; i < 6000; i++)
        {
            time.Advance(TimeSpan.FromMilliseconds(10));
            taken += limiter.TryTake("a", 600) is null ? 1 : 0;
        }

        Assert.InRange(taken, 599, 601);
    }

    [Fact]
    public void It_says_how_long_to_wait()
    {
        var time = new ManualTimeProvider();
        var limiter = new RateLimiter(time);
        Assert.Null(limiter.TryTake("a", 1));
        var wait = limiter.TryTake("a", 1)!.Value;
        time.Advance(wait - TimeSpan.FromMilliseconds(1));
        Assert.NotNull(limiter.TryTake("a", 1));
        time.Advance(TimeSpan.FromMilliseconds(2));
        Assert.Null(limiter.TryTake("a", 1));
    }
}
