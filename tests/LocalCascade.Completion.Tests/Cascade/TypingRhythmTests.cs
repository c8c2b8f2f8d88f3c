using LocalCascade.Completion.Cascade;
using LocalCascade.Tests;

namespace LocalCascade.Completion.Tests.Cascade;

public sealed class TypingRhythmTests
{
    private readonly ManualTimeProvider _clock = new();
    private readonly TypingRhythm _rhythm;

    public TypingRhythmTests() => _rhythm = new(_clock);

    [Fact]
    public void Of_somebody_unknown_nothing_is_assumed() => Assert.Equal(TypingRhythm.Unknown, _rhythm.WaitBehind('a', null));

    [Fact]
    public void Within_words_typed_in_one_go_the_cloud_waits_until_the_next_key_would_have_come()
    {
        // Words of twelve letters at 120 ms, and some thought after each.
        TypeWords(10, letter: 120, afterWord: 900);

        var wait = WaitJustBehind('a');

        Assert.InRange(wait, TimeSpan.FromMilliseconds(120), TimeSpan.FromMilliseconds(140));
    }

    [Fact]
    public void Behind_what_is_followed_by_thought_it_is_asked_at_once()
    {
        TypeWords(10, letter: 120, afterWord: 900);

        Assert.Equal(TimeSpan.Zero, WaitJustBehind('('));
        Assert.Equal(TimeSpan.Zero, WaitJustBehind('\n'));
    }

    [Fact]
    public void Who_types_slower_than_the_cloud_answers_never_waits()
    {
        TypeWords(10, letter: 450, afterWord: 900);

        Assert.Equal(TimeSpan.Zero, WaitJustBehind('a'));
    }

    [Fact]
    public void The_slower_the_cloud_the_longer_the_wait()
    {
        // Half of the letters come after 90 ms, half after 300.
        for (var i = 0; i < 64; i++)
        {
            Strike('a', i % 2 == 0 ? 90 : 300);
        }

        Strike('a', 2000);
        Repeat(100, () => _rhythm.CloudTook(TimeSpan.FromMilliseconds(60)));
        var fast = WaitJustBehind('a');
        Repeat(100, () => _rhythm.CloudTook(TimeSpan.FromMilliseconds(400)));
        var slow = WaitJustBehind('a');

        Assert.True(fast < slow, $"{fast} {slow}");
    }

    [Fact]
    public void A_single_stall_of_the_cloud_changes_nothing()
    {
        // A cloud that answers between two letters needs no wait; one that takes as long as the stall would.
        TypeWords(10, letter: 250, afterWord: 900);
        Repeat(15, () => _rhythm.CloudTook(TimeSpan.FromMilliseconds(100)));
        _rhythm.CloudTook(TimeSpan.FromSeconds(10));

        Assert.Equal(TimeSpan.Zero, WaitJustBehind('a'));
    }

    [Fact]
    public void No_wait_is_longer_than_the_bound()
    {
        for (var i = 0; i < 64; i++)
        {
            Strike('a', 20 + (30 * (i % 20)));
        }

        Assert.InRange(WaitJustBehind('a'), TimeSpan.Zero, TypingRhythm.Longest);
    }

    [Fact]
    public void It_follows_a_typist_who_changes()
    {
        TypeWords(10, letter: 120, afterWord: 900);
        TypeWords(10, letter: 450, afterWord: 900);

        Assert.Equal(TimeSpan.Zero, WaitJustBehind('a'));
    }

    [Fact]
    public void Time_that_has_passed_since_the_key_counts()
    {
        TypeWords(10, letter: 120, afterWord: 900);
        var wait = WaitJustBehind('a');

        _clock.Advance(TimeSpan.FromMilliseconds(50));
        Assert.Equal(wait - TimeSpan.FromMilliseconds(50), _rhythm.WaitBehind('a', null));
        _clock.Advance(TimeSpan.FromMilliseconds(500));
        Assert.Equal(TimeSpan.Zero, _rhythm.WaitBehind('a', null));
    }

    [Fact]
    public void A_fixed_wait_is_taken_as_it_is()
    {
        TypeWords(10, letter: 120, afterWord: 900);
        Strike('a', 120);

        Assert.Equal(TimeSpan.FromMilliseconds(100), _rhythm.WaitBehind('a', TimeSpan.FromMilliseconds(100)));
        Assert.Equal(TimeSpan.Zero, _rhythm.WaitBehind('a', TimeSpan.Zero));
    }

    [Fact]
    public void The_time_before_and_after_a_paste_is_no_rhythm()
    {
        for (var i = 0; i < 100; i++)
        {
            Strike('a', 5000);
            _clock.Advance(TimeSpan.FromMilliseconds(5000));
            _rhythm.Interrupted();
        }

        Assert.Equal(TypingRhythm.Unknown, WaitJustBehind('a'));
    }

    private void TypeWords(int words, int letter, int afterWord)
    {
        for (var word = 0; word < words; word++)
        {
            Strike('x', afterWord);
            Repeat(11, () => Strike('x', letter));
            Strike('(', letter);
        }
    }

    private TimeSpan WaitJustBehind(char character)
    {
        // A key whose interval is of no account, so that the wait begins now.
        _rhythm.Interrupted();
        return _rhythm.WaitBehind(character, null);
    }

    private void Strike(char character, int after)
    {
        _clock.Advance(TimeSpan.FromMilliseconds(after));
        _rhythm.Struck(character);
    }

    private static void Repeat(int times, Action action)
    {
        for (var i = 0; i < times; i++)
        {
            action();
        }
    }
}
