namespace LocalCascade.Benchmarks.Typing.Waiting;

/// <summary>The same for everybody.</summary>
internal sealed class FixedWait(double milliseconds) : IWait
{
    public string Name => $"fixed {milliseconds:0}";

    public void Struck(Key key, double after)
    {
    }

    public double Behind(char character) => milliseconds;
}
