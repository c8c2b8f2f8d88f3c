using System.Diagnostics;

namespace LocalCascade.Benchmarks.Typing.Live;

/// <summary>Somebody writes a passage in an editor, in real time.</summary>
internal sealed class TypingSession(Typist typist, Editor editor, string wanted)
{
    // Nobody reads a suggestion shorter than that.
    private const int ShortestRead = 3;
    private const int ShortestWord = 4;
    private const double AcceptsWord = 0.3;
    private const double Rejects = 0.03;

    private int _decidedFor = -1;
    private string _decidedText = "";

    public int Wanted => wanted.Length;

    public int Keys { get; private set; }

    public int AcceptedCharacters { get; private set; }

    public int Accepts { get; private set; }

    /// <summary>Writes until the passage stands, by keys and by accepting.</summary>
    public async Task RunAsync()
    {
        var last = Stopwatch.GetTimestamp();
        var index = 0;
        while (index < wanted.Length)
        {
            var due = last + Ticks(typist.IntervalBefore(index));
            if (await AcceptBeforeAsync(due, index) is > 0 and var accepted)
            {
                index += accepted;
                last = Stopwatch.GetTimestamp();
                continue;
            }

            if (typist.SlipAt(index) is var slips and > 0)
            {
                for (var i = 0; i < slips; i++)
                {
                    Strike(typist.WrongFor(index, i).ToString());
                    await UntilAsync(Stopwatch.GetTimestamp() + Ticks(typist.IntervalBefore(index)));
                }

                for (var i = 0; i < slips; i++)
                {
                    await UntilAsync(Stopwatch.GetTimestamp() + Ticks(typist.BeforeBackspace(index + i, i == 0)));
                    editor.Backspace();
                    Keys++;
                }

                await UntilAsync(Stopwatch.GetTimestamp() + Ticks(typist.Profile.Interval));
            }

            var length = typist.KeyLength(index);
            Strike(wanted.Substring(index, length));
            index += length;
            last = Stopwatch.GetTimestamp();
        }
    }

    private void Strike(string typed)
    {
        editor.Type(typed);
        Keys++;
    }

    // Waits for the next key's time; what is seen long enough meanwhile may be accepted. Gives how much was.
    private async Task<int> AcceptBeforeAsync(long due, int index)
    {
        while (Stopwatch.GetTimestamp() < due)
        {
            var (ghost, changed) = editor.Look();
            var until = due;
            if (ghost is not null && !IsDecided(ghost, index) && ghost.Since + Ticks(typist.Reaction(index)) is var read && read < due)
            {
                if (Stopwatch.GetTimestamp() >= read)
                {
                    if (Decide(ghost, index) is > 0 and var accepted)
                    {
                        return accepted;
                    }

                    continue;
                }

                until = read;
            }

            await Task.WhenAny(UntilAsync(until), changed);
        }

        return 0;
    }

    private bool IsDecided(Ghost ghost, int index) => _decidedFor >= 0 && index - _decidedFor is >= 0 and var on && on <= _decidedText.Length && _decidedText[on..] == ghost.Text;

    private int Decide(Ghost ghost, int index)
    {
        (_decidedFor, _decidedText) = (index, ghost.Text);
        var left = wanted.AsSpan(index);
        var mood = typist.Mood(index);
        var fits = left.CommonPrefixLength(ghost.Text);
        if (fits == ghost.Text.Length && ghost.Text.Trim().Length >= ShortestRead)
        {
            return mood < typist.Profile.Accepts ? Accept(ghost, fits) : 0;
        }

        // The end of the last whole word of it that fits.
        while (fits > 0 && fits < ghost.Text.Length && Typist.IsWord(ghost.Text[fits - 1]) && (Typist.IsWord(ghost.Text[fits]) || (fits < left.Length && Typist.IsWord(left[fits]))))
        {
            fits--;
        }

        if (fits >= ShortestWord && mood < AcceptsWord && fits < ghost.Text.Length)
        {
            return Accept(ghost, fits);
        }

        if (fits == 0 && mood > 1 - Rejects)
        {
            editor.Reject(ghost);
        }

        return 0;
    }

    private int Accept(Ghost ghost, int length)
    {
        editor.Accept(ghost, length);
        Accepts++;
        AcceptedCharacters += length;
        return length;
    }

    private static long Ticks(double milliseconds) => (long)(milliseconds * Stopwatch.Frequency / 1000);

    private static async Task UntilAsync(long time)
    {
        var left = time - Stopwatch.GetTimestamp();
        if (left > 0)
        {
            await Task.Delay(TimeSpan.FromSeconds((double)left / Stopwatch.Frequency));
        }
    }
}
