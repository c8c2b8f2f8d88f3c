namespace LocalCascade.Yardstick;

/// <summary>A point of the curve of coverage against precision.</summary>
/// <param name="Coverage">The share of all places that is shown, the surest first.</param>
/// <param name="Right">How many of these are right.</param>
internal sealed record CoveragePoint(double Coverage, Share Right);
