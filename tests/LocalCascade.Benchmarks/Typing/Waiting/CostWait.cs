namespace LocalCascade.Benchmarks.Typing.Waiting;

/// <summary>
/// The wait that would have cost least over the typist's own last intervals, pauses included: a second that somebody waits for an answer
/// costs one, a request that is typed over so many.
/// </summary>
internal sealed class CostWait(double perWasted, int kept = 64, int kinds = 2) : IWait
{
    private readonly Intervals _intervals = new(kept, double.PositiveInfinity, c => KindOf(c, kinds));
    private double _latency = 200;

    public string Name => $"cost {perWasted:0.00}, {kinds} kinds of {kept}";

    public void Struck(Key key, double after) => _intervals.Struck(key, after);

    public void Took(double milliseconds) => _latency += 0.1 * (milliseconds - _latency);

    public double Behind(char character)
    {
        var intervals = _intervals.Behind(character);
        if (intervals.Count < 8)
        {
            return 150;
        }

        var (best, least) = (150.0, double.MaxValue);
        for (var wait = 0.0; wait <= 350; wait += 10)
        {
            var cost = 0.0;
            foreach (var interval in intervals)
            {
                // Nothing is lost where the next key would have come before the answer in any case.
                cost += (interval > wait + _latency ? wait : Math.Max(0, interval - _latency)) / 1000;
                cost += interval > wait && interval <= wait + _latency ? perWasted : 0;
            }

            if (cost < least)
            {
                (best, least) = (wait, cost);
            }
        }

        return best;
    }

    private static int KindOf(char c, int kinds) => kinds == 1 || Typist.IsWord(c) ? 0 : kinds == 2 ? 1 : c == '\n' ? 2 : kinds == 3 || c == ' ' ? 1 : 3;
}
