namespace LocalCascade.Completion.Cascade;

/// <summary>
/// How the user types: the times between keystrokes, apart after letters and after other characters, since a word is typed in
/// one go and thought comes after it. It says how long to wait before asking the cloud, so that most requests are asked in a
/// pause and not typed over. The idea of adapting is Tabby's; here it is a quantile of the user's own times. Thread-safe.
/// </summary>
internal sealed class TypingRhythm
{
    /// <summary>Bounds of the wait.</summary>
    public static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(40);

    /// <inheritdoc cref="Shortest"/>
    public static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(350);

    // Longer is a pause, not a rhythm.
    private const double LongestInterval = 800;

    // With fewer, nobody is known yet.
    private const int Fewest = 8;
    private const int Kept = 64;

    // The wait after which this share of a typist's keystrokes has come: more of it saves requests, and makes the others wait.
    private const double Share = 0.85;

    private static readonly TimeSpan Unknown = TimeSpan.FromMilliseconds(150);

    private readonly Lock _gate = new();
    private readonly List<double> _afterWord = [];
    private readonly List<double> _afterOther = [];
    private readonly TimeProvider _timeProvider;
    private long _last;
    private bool _lastWasWord;

    public TypingRhythm(TimeProvider timeProvider)
    {
        _timeProvider = timeProvider;
        _last = timeProvider.GetTimestamp();
    }

    /// <summary>The user typed a character.</summary>
    public void Typed(char character)
    {
        lock (_gate)
        {
            var interval = _timeProvider.GetElapsedTime(_last).TotalMilliseconds;
            if (interval is > 0 and < LongestInterval)
            {
                var intervals = _lastWasWord ? _afterWord : _afterOther;
                if (intervals.Count == Kept)
                {
                    intervals.RemoveAt(0);
                }

                intervals.Add(interval);
            }

            (_last, _lastWasWord) = (_timeProvider.GetTimestamp(), IsWord(character));
        }
    }

    /// <summary>How long to wait from now on before the cloud is asked, behind <paramref name="character"/>; what has passed since the last keystroke counts.</summary>
    /// <param name="character">What stands before the cursor.</param>
    /// <param name="fixedTime">A fixed time after the keystroke instead of the adapted one; null for that.</param>
    public TimeSpan WaitBehind(char character, TimeSpan? fixedTime)
    {
        lock (_gate)
        {
            var wait = (fixedTime ?? Adapted(IsWord(character) ? _afterWord : _afterOther)) - _timeProvider.GetElapsedTime(_last);
            return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
        }
    }

    private static TimeSpan Adapted(List<double> intervals)
    {
        if (intervals.Count < Fewest)
        {
            return Unknown;
        }

        double[] sorted = [.. intervals.Order()];
        var quantile = TimeSpan.FromMilliseconds(sorted[(int)(Share * (sorted.Length - 1))]);
        return quantile < Shortest ? Shortest : quantile > Longest ? Longest : quantile;
    }

    private static bool IsWord(char character) => char.IsLetterOrDigit(character) || character == '_';
}
