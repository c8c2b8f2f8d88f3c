namespace LocalCascade.Completion.Cascade;

/// <summary>
/// How the user types: the times between keystrokes, apart after word and other characters, since a word is typed in one go and
/// thought comes after it. It says how long to wait before asking the cloud: as long as would have cost least over the user's own
/// last intervals, pauses included, given what the cloud takes to answer. Thread-safe.
/// <para>
/// A quantile of the intervals, as Tabby's mean of them, finds out when a burst is over, but it makes every pause wait as long as the
/// bursts need. Behind a bracket or a space somebody who types fast asks at once this way, and waits only in the middle of words;
/// against fixed waits and those rules on generated typists: docs/typing.md.
/// </para>
/// </summary>
internal sealed class TypingRhythm
{
    /// <summary>Bound of the wait.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(350);

    // Before anybody is known.
    public static readonly TimeSpan Unknown = TimeSpan.FromMilliseconds(150);

    // What a request that is typed over costs, in milliseconds of somebody's waiting for an answer that they get.
    private const double TypedOverCost = 200;

    private const double Step = 10;
    private const int Fewest = 8;
    private const int Kept = 64;

    // What answers are expected to take is the median of so many: a mean follows single stalls, and they say nothing about the next.
    private const int CloudTimesKept = 15;

    private readonly Lock _gate = new();
    private readonly Queue<double> _afterWord = [];
    private readonly Queue<double> _afterOther = [];
    private readonly Queue<double> _cloudTimes = [];
    private readonly TimeProvider _timeProvider;
    private double _cloud = 200; // Milliseconds; a guess until there are answers.
    private long _last;
    private Queue<double>? _running;

    public TypingRhythm(TimeProvider timeProvider)
    {
        _timeProvider = timeProvider;
        _last = timeProvider.GetTimestamp();
    }

    /// <summary>A key was struck that changed the text: a character came or went.</summary>
    /// <param name="behind">What stands before the cursor from now on.</param>
    public void Struck(char behind)
    {
        lock (_gate)
        {
            if (_running is { } intervals)
            {
                if (intervals.Count == Kept)
                {
                    intervals.Dequeue();
                }

                intervals.Enqueue(_timeProvider.GetElapsedTime(_last).TotalMilliseconds);
            }

            (_last, _running) = (_timeProvider.GetTimestamp(), IntervalsBehind(behind));
        }
    }

    /// <summary>The text changed in another way: something was pasted or accepted, or several keys came at once.</summary>
    public void Interrupted()
    {
        lock (_gate)
        {
            (_last, _running) = (_timeProvider.GetTimestamp(), null);
        }
    }

    /// <summary>The cloud's answer was there after this time.</summary>
    public void CloudTook(TimeSpan time)
    {
        lock (_gate)
        {
            if (_cloudTimes.Count == CloudTimesKept)
            {
                _cloudTimes.Dequeue();
            }

            _cloudTimes.Enqueue(time.TotalMilliseconds);
            _cloud = _cloudTimes.Order().ElementAt(_cloudTimes.Count / 2);
        }
    }

    /// <summary>How long to wait from now on before the cloud is asked, behind <paramref name="character"/>; what has passed since the last keystroke counts.</summary>
    /// <param name="character">What stands before the cursor.</param>
    /// <param name="fixedTime">A fixed time after the keystroke instead of the adapted one; null for that.</param>
    public TimeSpan WaitBehind(char character, TimeSpan? fixedTime)
    {
        lock (_gate)
        {
            var wait = (fixedTime ?? Adapted(IntervalsBehind(character))) - _timeProvider.GetElapsedTime(_last);
            return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
        }
    }

    // After each interval there were three ends: the next key came before the cloud was asked, which costs nothing; while it was at
    // work; or after its answer, which came later by the wait. Where the key came before an answer could, none was missed.
    private TimeSpan Adapted(Queue<double> intervals)
    {
        if (intervals.Count < Fewest)
        {
            return Unknown;
        }

        var (best, least) = (0.0, double.MaxValue);
        for (var wait = 0.0; wait <= Longest.TotalMilliseconds; wait += Step)
        {
            var cost = 0.0;
            foreach (var interval in intervals)
            {
                var isAnswered = interval > wait + _cloud;
                cost += isAnswered ? wait : Math.Max(0, interval - _cloud);
                cost += !isAnswered && interval > wait ? TypedOverCost : 0;
            }

            if (cost < least)
            {
                (best, least) = (wait, cost);
            }
        }

        return TimeSpan.FromMilliseconds(best);
    }

    private Queue<double> IntervalsBehind(char character) => char.IsLetterOrDigit(character) || character == '_' ? _afterWord : _afterOther;
}
