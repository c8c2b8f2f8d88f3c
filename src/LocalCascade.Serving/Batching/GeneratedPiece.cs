namespace LocalCascade.Serving.Batching;

/// <summary>What one step added to an answer.</summary>
/// <param name="Text">New text that is certain to stay; empty while a stop text may have begun, or half a character is there.</param>
/// <param name="Tokens">How many tokens were generated for it.</param>
/// <param name="Logprobs">Their probabilities, where asked for.</param>
/// <param name="Finish"><c>stop</c> or <c>length</c> with the last piece; null before.</param>
internal readonly record struct GeneratedPiece(string Text, int Tokens, TokenLogprob? Logprobs, string? Finish);
