namespace LocalCascade.Completion.Evaluation;

/// <summary>What a threshold is to bring about: one of the two.</summary>
/// <param name="Precision">The share of what is answered locally that is to be right, 0 to 1.</param>
/// <param name="Escalation">The share of places at which the cloud is to be asked, 0 to 1.</param>
public sealed record CalibrationGoal(double? Precision, double? Escalation);
