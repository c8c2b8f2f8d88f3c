namespace LocalCascade.Completion;

/// <summary>Why there is no suggestion, truthfully.</summary>
/// <param name="Kind">The kind of reason, stable for programs.</param>
/// <param name="Explanation">One sentence for a person: what was decided, on what, with the numbers that decided it.</param>
public sealed record NoCompletion(NoCompletionKind Kind, string Explanation);
