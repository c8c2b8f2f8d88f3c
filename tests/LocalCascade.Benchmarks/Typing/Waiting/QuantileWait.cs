namespace LocalCascade.Benchmarks.Typing.Waiting;

/// <summary>The time in which a share of the typist's own intervals has passed, pauses left out, apart behind word characters and others.</summary>
internal sealed class QuantileWait(double share) : IWait
{
    private readonly Intervals _intervals = new(64, 800, c => Typist.IsWord(c) ? 0 : 1, backspaces: false);

    public string Name => $"quantile {share:0.00}";

    public void Struck(Key key, double after) => _intervals.Struck(key, after);

    public double Behind(char character)
    {
        var sorted = _intervals.Behind(character).Order().ToArray();
        return sorted.Length < 8 ? 150 : Math.Clamp(sorted[(int)(share * (sorted.Length - 1))], 40, 350);
    }
}
