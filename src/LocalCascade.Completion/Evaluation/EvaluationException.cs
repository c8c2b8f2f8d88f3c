namespace LocalCascade.Completion.Evaluation;

/// <summary>Nothing can be measured; the message says why and what to do, for a person.</summary>
public sealed class EvaluationException(string message) : Exception(message);
