namespace LocalCascade.Yardstick;

/// <summary>A number with its 95 % interval.</summary>
internal readonly record struct Interval(double Value, double Low, double High)
{
    /// <summary>A counted share with Wilson's interval.</summary>
    public static Interval Of(Share share) => new(share.Value, share.Low, share.High);
}
