namespace LocalCascade.Benchmarks.Typing;

/// <summary>
/// How one made-up person types. Generated, not recorded; the shape is that of published studies:
/// <list type="bullet">
/// <item>Dhakal, Feit, Kristensson, Oulasvirta, "Observations on Typing from 136 Million Keystrokes", CHI 2018: 168,000 people, mean
/// interval between keys 239 ms (standard deviation between people 112 ms), a few percent of keystrokes go into corrections.</item>
/// <item>González, Calot, Ierache, Hasperué, "On the shape of timings distributions in free-text keystroke dynamics profiles",
/// Heliyon 2021: intervals are skewed with a heavy tail; the log-normal fits well.</item>
/// <item>Thomas, Karahasanovic, Kennedy, "An Investigation into Keystroke Latency Metrics as an Indicator of Programming
/// Performance", ACE 2005: in program text keys within a word come faster than those at the borders of chunks.</item>
/// <item>Shrestha, Leinonen, Zavgorodniaia, Hellas, Edwards, "Pausing While Programming", ICSE-SEET 2022: pauses of 2 to 15 s are thought
/// about the code at hand; which key came last tells how likely one is.</item>
/// </list>
/// The factors at borders and the frequency of pauses are ours, since the studies do not give them for completing editors.
/// </summary>
internal sealed record TypistProfile
{
    public required int Seed { get; init; }

    /// <summary>Median time between two keys in a word, in milliseconds.</summary>
    public required double Interval { get; init; }

    /// <summary>Standard deviation of its logarithm.</summary>
    public required double Spread { get; init; }

    /// <summary>How much longer a key takes behind a space or a sign.</summary>
    public required double BorderFactor { get; init; }

    /// <summary>How much longer the first key of a line takes, thinking left out.</summary>
    public required double LineFactor { get; init; }

    /// <summary>How often thought comes before a line, behind an opening bracket or a dot, and before another word.</summary>
    public required (double Line, double Open, double Word) Pauses { get; init; }

    /// <summary>Median of such a pause, in milliseconds.</summary>
    public required double Pause { get; init; }

    /// <summary>Part of the characters that go wrong at first.</summary>
    public required double Slips { get; init; }

    /// <summary>Median time from seeing a suggestion to the key that accepts it, in milliseconds.</summary>
    public required double Reaction { get; init; }

    /// <summary>Part of the fitting suggestions, looked at long enough, that is accepted.</summary>
    public required double Accepts { get; init; }

    /// <summary>
    /// Another make, for what was found on the first not to hang on its shape: intervals are log-logistic, and what is being typed has
    /// no influence on them or on pauses.
    /// </summary>
    public bool IsUnmoved { get; init; }

    /// <summary>A person of the population.</summary>
    public static TypistProfile Of(int seed)
    {
        var draw = new Draw((ulong)seed * 0x2545F4914F6CDD1D);
        return new()
        {
            Seed = seed,
            // Mean 239 ms and deviation 112 ms over all keys are, as a log-normal, 216 ms and 0.45; in a word it is faster.
            Interval = Math.Clamp(draw.LogNormal(0, 0, 165, 0.40), 70, 450),
            Spread = 0.28 + (0.2 * draw.Uniform(1, 0)),
            BorderFactor = 1.2 + (0.7 * draw.Uniform(2, 0)),
            LineFactor = 1.6 + (1.4 * draw.Uniform(3, 0)),
            Pauses = (0.2 + (0.4 * draw.Uniform(4, 0)), 0.06 + (0.16 * draw.Uniform(5, 0)), 0.02 + (0.08 * draw.Uniform(6, 0))),
            Pause = Math.Clamp(draw.LogNormal(7, 0, 1300, 0.4), 500, 4000),
            Slips = 0.01 + (0.04 * draw.Uniform(8, 0)),
            Reaction = 300 + (200 * draw.Uniform(9, 0)),
            Accepts = 0.6 + (0.3 * draw.Uniform(10, 0)),
        };
    }
}
