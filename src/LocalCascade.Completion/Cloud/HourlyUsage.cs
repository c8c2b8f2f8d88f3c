namespace LocalCascade.Completion.Cloud;

/// <summary>What the last hour cost, to the minute. Thread-safe.</summary>
internal sealed class HourlyUsage(TimeProvider timeProvider)
{
    private const int Minutes = 60;

    private readonly Lock _gate = new();
    private readonly (long Minute, long Requests, long Tokens)[] _buckets = new (long, long, long)[Minutes];

    /// <summary>Adds what a request cost.</summary>
    public void Add(int requests, int tokens)
    {
        lock (_gate)
        {
            var minute = Now();
            ref var bucket = ref _buckets[minute % Minutes];
            bucket = bucket.Minute == minute ? (minute, bucket.Requests + requests, bucket.Tokens + tokens) : (minute, requests, tokens);
        }
    }

    /// <summary>Requests and tokens of the last hour.</summary>
    public (long Requests, long Tokens) Read()
    {
        lock (_gate)
        {
            var oldest = Now() - Minutes;
            var (requests, tokens) = (0L, 0L);
            foreach (var bucket in _buckets)
            {
                if (bucket.Minute > oldest)
                {
                    (requests, tokens) = (requests + bucket.Requests, tokens + bucket.Tokens);
                }
            }

            return (requests, tokens);
        }
    }

    // Minutes that begin at 60, so that an empty bucket is old.
    private long Now() => Minutes + (timeProvider.GetTimestamp() / timeProvider.TimestampFrequency / 60);
}
