namespace LocalCascade.Completion.Evaluation;

/// <summary>A step of a curve that never falls.</summary>
/// <param name="From">The least confidence on it.</param>
/// <param name="To">The greatest.</param>
/// <param name="Right">What came true of those on it.</param>
public readonly record struct IsotonicStep(double From, double To, Share Right);
