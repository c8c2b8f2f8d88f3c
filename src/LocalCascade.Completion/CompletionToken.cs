namespace LocalCascade.Completion;

/// <summary>A token of a suggestion, for display.</summary>
/// <param name="Text">Its text; a token that holds part of a character shows U+FFFD.</param>
/// <param name="Probability">The model's probability for it, 0 to 1.</param>
/// <param name="Entropy">Entropy of the distribution it was chosen from, in nats.</param>
public readonly record struct CompletionToken(string Text, float Probability, float Entropy);
