using LocalCascade.Completion.Cloud;
using LocalCascade.Tests;

namespace LocalCascade.Completion.Tests.Cloud;

public sealed class HourlyUsageTests
{
    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public void What_is_older_than_an_hour_no_longer_counts()
    {
        var usage = new HourlyUsage(_clock);
        usage.Add(1, 100);
        _clock.Advance(TimeSpan.FromMinutes(30));
        usage.Add(2, 50);
        usage.Add(0, 5);
        Assert.Equal((3, 155), usage.Read());
        _clock.Advance(TimeSpan.FromMinutes(30));
        Assert.Equal((2, 55), usage.Read());
        _clock.Advance(TimeSpan.FromMinutes(31));
        Assert.Equal((0, 0), usage.Read());
        usage.Add(1, 1);
        Assert.Equal((1, 1), usage.Read());
    }
}
