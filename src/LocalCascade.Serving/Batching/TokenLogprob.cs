namespace LocalCascade.Serving.Batching;

/// <summary>A generated token's probability.</summary>
/// <param name="Text">The token's text.</param>
/// <param name="Logprob">The natural logarithm of its probability at temperature 1.</param>
/// <param name="Top">The likeliest tokens at its position, the best first; empty where none were asked for.</param>
internal sealed record TokenLogprob(string Text, double Logprob, IReadOnlyList<(string Text, double Logprob)> Top);
