using LocalCascade.Completion.Evaluation;

namespace LocalCascade.Completion.Tests.Evaluation;

public sealed class ShareTests
{
    // From Newcombe (1998), table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
    [Theory]
    [InlineData(81, 263, 0.2553, 0.3662)]
    [InlineData(15, 148, 0.0624, 0.1605)]
    [InlineData(0, 20, 0.0000, 0.1611)]
    [InlineData(1, 29, 0.0061, 0.1718)]
    public void Its_interval_is_wilsons(int hits, int count, double low, double high)
    {
        var share = new Share(hits, count);
        Assert.Equal((low, high), (Math.Round(share.Low, 4), Math.Round(share.High, 4)));
    }

    [Fact]
    public void Nothing_counted_says_nothing()
    {
        var share = new Share(0, 0);
        Assert.Equal((double.NaN, 0.0, 1.0), (share.Value, share.Low, share.High));
    }
}
