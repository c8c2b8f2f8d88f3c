namespace LocalCascade.Benchmarks.Typing.Waiting;

/// <summary>
/// Tabby's (clients/tabby-agent/src/codeCompletion/debouncer.ts of its 2026-06 state): the mean of the last 100 intervals below 400 ms, bounded and
/// stretched by what stands before the cursor, less what answers take. Its term for the document's end is left out.
/// </summary>
internal sealed class TabbyWait : IWait
{
    private readonly Queue<double> _intervals = [];
    private readonly Queue<double> _latencies = [];

    public string Name => "Tabby's";

    public void Struck(Key key, double after)
    {
        if (after < 400)
        {
            Keep(_intervals, after, 100);
        }
    }

    public void Took(double milliseconds) => Keep(_latencies, milliseconds, 10);

    public double Behind(char character)
    {
        var pace = _intervals.Count < 20 ? 200 : Math.Clamp(_intervals.Average(), 100, 400);
        // Who writes new lines stands at their end.
        var score = (Typist.IsWord(character) ? 0 : 0.5) + 0.4;
        return Math.Clamp((pace * (3 - (1.5 * score))) - (_latencies.Count == 0 ? 0 : _latencies.Average()), 100, 1000);
    }

    private static void Keep(Queue<double> queue, double value, int most)
    {
        queue.Enqueue(value);
        if (queue.Count > most)
        {
            queue.Dequeue();
        }
    }
}
