namespace LocalCascade.Benchmarks.Typing.Waiting;

/// <summary>A typist's last intervals, apart by what stood before the cursor.</summary>
/// <param name="kept">How many of each kind.</param>
/// <param name="longest">Longer ones are no rhythm, in milliseconds.</param>
/// <param name="kindOf">The kind, by the character.</param>
/// <param name="backspaces">Whether the time before a backspace counts.</param>
internal sealed class Intervals(int kept, double longest, Func<char, int> kindOf, bool backspaces = true)
{
    private readonly List<double>[] _kinds = [[], [], [], []];
    private int _last = -1;

    public void Struck(Key key, double after)
    {
        if (_last >= 0 && (key.IsTyped || backspaces) && after < longest)
        {
            var intervals = _kinds[_last];
            if (intervals.Count == kept)
            {
                intervals.RemoveAt(0);
            }

            intervals.Add(after);
        }

        _last = kindOf(key.Behind);
    }

    public List<double> Behind(char character) => _kinds[kindOf(character)];
}
