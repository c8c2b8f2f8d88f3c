using LocalCascade.Completion.Cascade;
using LocalCascade.Tests;

namespace LocalCascade.Benchmarks.Typing.Waiting;

/// <summary>The one that the engine uses, on a clock that is moved by hand.</summary>
internal sealed class ShippedWait : IWait
{
    private readonly ManualTimeProvider _clock = new();
    private readonly TypingRhythm _rhythm;

    public ShippedWait() => _rhythm = new(_clock);

    public string Name => "as shipped";

    public void Struck(Key key, double after)
    {
        _clock.Advance(TimeSpan.FromMilliseconds(after));
        _rhythm.Struck(key.Behind);
    }

    public void Took(double milliseconds) => _rhythm.CloudTook(TimeSpan.FromMilliseconds(milliseconds));

    public double Behind(char character) => _rhythm.WaitBehind(character, null).TotalMilliseconds;
}
