namespace LocalCascade.Wire;

/// <summary>What became of the draft's tokens, under the names of OpenAI's predicted outputs.</summary>
/// <param name="AcceptedPredictionTokens">Tokens of the draft that are in the completion.</param>
/// <param name="RejectedPredictionTokens">Tokens of the draft that are not.</param>
public sealed record CompletionTokensDetails(int AcceptedPredictionTokens, int RejectedPredictionTokens);
