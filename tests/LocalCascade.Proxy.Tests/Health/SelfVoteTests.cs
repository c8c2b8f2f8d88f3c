using LocalCascade.Proxy.Health;
using LocalCascade.Tests;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalCascade.Proxy.Tests.Health;

public sealed class SelfVoteTests
{
    private static readonly TimeSpan Fast = TimeSpan.FromMilliseconds(10);
    private readonly ManualTimeProvider _time = new();
    private readonly SelfVote _vote;

    public SelfVoteTests() => _vote = new(new() { WindowSeconds = 30, SuccessRate = 0.9, FirstByteMilliseconds = 100, LeastRequests = 20, RecoverySeconds = 10 }, _time, NullLogger.Instance);

    [Fact]
    public void It_votes_itself_out_while_too_many_fail_and_in_only_after_a_while_of_being_well()
    {
        Count(15, succeeded: false);
        Assert.True(_vote.Vote().Healthy, "too few requests to judge");
        Count(30, succeeded: false);
        var (healthy, reason) = _vote.Vote();
        Assert.False(healthy);
        Assert.Contains("0 of 45", reason, StringComparison.Ordinal);

        _time.Advance(TimeSpan.FromSeconds(31));
        Count(100, succeeded: true);
        Assert.False(_vote.Vote().Healthy);
        _time.Advance(TimeSpan.FromSeconds(9));
        Assert.False(_vote.Vote().Healthy);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(_vote.Vote().Healthy);
    }

    [Fact]
    public void Being_bad_again_meanwhile_starts_the_while_anew()
    {
        Count(30, succeeded: false);
        Assert.False(_vote.Vote().Healthy);
        _time.Advance(TimeSpan.FromSeconds(31));
        Assert.False(_vote.Vote().Healthy);
        _time.Advance(TimeSpan.FromSeconds(9));
        Count(30, succeeded: false);
        Assert.False(_vote.Vote().Healthy);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.False(_vote.Vote().Healthy);
    }

    [Fact]
    public void Slow_first_bytes_count_like_failures()
    {
        for (var i = 0; i < 100; i++)
        {
            _vote.Count(true, i < 90 ? Fast : TimeSpan.FromSeconds(1));
        }

        Assert.Contains("90 of 100", _vote.Vote().Reason, StringComparison.Ordinal);
    }

    private void Count(int requests, bool succeeded)
    {
        for (var i = 0; i < requests; i++)
        {
            _vote.Count(succeeded, succeeded ? Fast : null);
        }
    }
}
