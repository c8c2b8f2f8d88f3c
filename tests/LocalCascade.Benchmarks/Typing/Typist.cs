namespace LocalCascade.Benchmarks.Typing;

/// <summary>What a person does at each character of a text that they write.</summary>
internal sealed class Typist(TypistProfile profile, string text, double longestPause = 15_000)
{
    private const double PauseSpread = 0.8;

    private readonly Draw _draw = new((ulong)profile.Seed * 0x9E3779B97F4A7C15);

    public TypistProfile Profile => profile;

    /// <summary>Milliseconds from the key before to the key of the character at <paramref name="index"/>.</summary>
    public double IntervalBefore(int index)
    {
        if (profile.IsUnmoved)
        {
            var pause = _draw.Uniform(index, 40) < profile.Pauses.Open ? _draw.LogLogistic(index, 50, profile.Pause, PauseSpread) : 0;
            return Math.Clamp(_draw.LogLogistic(index, 30, profile.Interval * profile.BorderFactor, profile.Spread) + pause, 25, longestPause);
        }

        var (before, next) = (index == 0 ? '\n' : text[index - 1], text[index]);

        // Words come in bursts, and some lines are written faster than others.
        var tempo = _draw.LogNormal(WordOf(index), 10, 1, 0.15) * _draw.LogNormal(LineOf(index), 20, 1, 0.12);
        var starts = IsWord(next) && !IsWord(before);
        var factor = AtLineStart(index) ? profile.LineFactor : IsWord(before) && IsWord(next) ? 1 : profile.BorderFactor;
        var spread = factor > 1 ? profile.Spread * 1.3 : profile.Spread;
        var shift = char.IsUpper(next) || "(){}<>\"_:|&!?+*".Contains(next, StringComparison.Ordinal) ? 1.25 : 1;
        var interval = _draw.LogNormal(index, 30, profile.Interval * factor * shift * tempo, spread);

        var chance = AtLineStart(index) ? profile.Pauses.Line : before is '(' or '.' or '[' or '=' or ',' || (before == ' ' && index > 1 && text[index - 2] is '=' or ',' or '>') ? profile.Pauses.Open : starts ? profile.Pauses.Word : profile.Pauses.Word / 8;
        if (_draw.Uniform(index, 40) < chance)
        {
            interval += _draw.LogNormal(index, 50, profile.Pause, PauseSpread);
        }

        return Math.Clamp(interval, 25, longestPause);
    }

    /// <summary>How many characters are typed wrong at a place before that is noticed; 0 for none.</summary>
    public int SlipAt(int index) =>
        IsWord(text[index]) && _draw.Uniform(index, 60) < profile.Slips ? 1 + (int)(3 * _draw.Uniform(index, 61)) : 0;

    /// <summary>What is typed instead.</summary>
    public char WrongFor(int index, int offset) => (char)('a' + (int)(26 * _draw.Uniform(index + offset, 62)));

    /// <summary>Milliseconds until a slip is noticed, and from then on between backspaces.</summary>
    public double BeforeBackspace(int index, bool first) => _draw.LogNormal(index, first ? 63 : 65, first ? 2.2 * profile.Interval : 0.8 * profile.Interval, 0.3);

    /// <summary>Milliseconds from seeing a suggestion to the key that accepts it.</summary>
    public double Reaction(int index) => _draw.LogNormal(index, 70, profile.Reaction, 0.2);

    /// <summary>0 to 1, to compare with how likely it is that they accept what they see.</summary>
    public double Mood(int index) => _draw.Uniform(index, 80);

    /// <summary>Characters that a completing editor types along with the one at <paramref name="index"/>: a line break brings its line's indentation.</summary>
    public int KeyLength(int index)
    {
        var length = 1;
        if (text[index] == '\n')
        {
            while (index + length < text.Length && text[index + length] is ' ' or '\t' or '\n')
            {
                length++;
            }
        }

        return length;
    }

    public static bool IsWord(char character) => char.IsLetterOrDigit(character) || character == '_';

    private bool AtLineStart(int index)
    {
        while (index > 0 && text[index - 1] is ' ' or '\t')
        {
            index--;
        }

        return index == 0 || text[index - 1] == '\n';
    }

    private int WordOf(int index)
    {
        while (index > 0 && IsWord(text[index - 1]))
        {
            index--;
        }

        return index;
    }

    private int LineOf(int index) => text.LastIndexOf('\n', Math.Max(0, index - 1)) + 1;
}
