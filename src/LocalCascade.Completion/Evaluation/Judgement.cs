namespace LocalCascade.Completion.Evaluation;

/// <summary>What a source promised at a place, and whether it came true.</summary>
/// <param name="Confidence">Its own probability, 0 to 1, that its text is exactly right; 0 where it had nothing to say.</param>
/// <param name="IsRight">Whether it was.</param>
public readonly record struct Judgement(double Confidence, bool IsRight);
