namespace LocalCascade.Benchmarks.Typing.Waiting;

/// <summary>
/// The cloud is asked as soon as the typist's own intervals, pauses included, say that the next key will most likely leave it time:
/// of those that last longer than the wait, at most a share ends while the cloud is at work.
/// </summary>
internal sealed class HazardWait(double risk) : IWait
{
    private const double Longest = 350;

    private readonly Intervals _intervals = new(64, double.PositiveInfinity, c => Typist.IsWord(c) ? 0 : 1);
    private double _latency = 200;

    public string Name => $"risk {risk:0.00}";

    public void Struck(Key key, double after) => _intervals.Struck(key, after);

    public void Took(double milliseconds) => _latency += 0.1 * (milliseconds - _latency);

    public double Behind(char character)
    {
        var intervals = _intervals.Behind(character);
        if (intervals.Count < 8)
        {
            return 150;
        }

        for (var wait = 0.0; wait < Longest; wait += 10)
        {
            // One more that leaves time and one that does not: few intervals prove little.
            var (left, over) = (1.0, 0.5);
            foreach (var interval in intervals)
            {
                left += interval > wait ? 1 : 0;
                over += interval > wait && interval <= wait + _latency ? 1 : 0;
            }

            if (over <= risk * left)
            {
                return wait;
            }
        }

        return Longest;
    }
}
