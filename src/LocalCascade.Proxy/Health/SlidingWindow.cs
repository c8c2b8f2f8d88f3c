namespace LocalCascade.Proxy.Health;

/// <summary>Counts over the last seconds, in one bucket per second. Thread-safe.</summary>
internal sealed class SlidingWindow(int seconds, TimeProvider timeProvider)
{
    private readonly Lock _gate = new();
    private readonly Bucket[] _buckets = new Bucket[seconds];

    /// <summary>Counts one request.</summary>
    public void Add(bool succeeded, bool fast)
    {
        var second = Now();
        lock (_gate)
        {
            ref var bucket = ref _buckets[second % seconds];
            if (bucket.Second != second)
            {
                bucket = new() { Second = second };
            }

            bucket.Requests++;
            bucket.Succeeded += succeeded ? 1 : 0;
            bucket.Fast += fast ? 1 : 0;
        }
    }

    /// <summary>What happened in the window.</summary>
    public (int Requests, int Succeeded, int Fast) Sum()
    {
        var oldest = Now() - seconds;
        var sum = (Requests: 0, Succeeded: 0, Fast: 0);
        lock (_gate)
        {
            foreach (var bucket in _buckets)
            {
                if (bucket.Second > oldest)
                {
                    sum = (sum.Requests + bucket.Requests, sum.Succeeded + bucket.Succeeded, sum.Fast + bucket.Fast);
                }
            }
        }

        return sum;
    }

    // From 1 on: 0 marks buckets that were never used.
    private long Now() => (timeProvider.GetTimestamp() / timeProvider.TimestampFrequency) + 1 + seconds;

    private struct Bucket
    {
        public long Second;
        public int Requests;
        public int Succeeded;
        public int Fast;
    }
}
