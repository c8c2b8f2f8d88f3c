namespace LocalCascade.Wire;

/// <summary>Where the prompt's tokens came from.</summary>
/// <param name="CachedTokens">Tokens whose keys and values were cached already.</param>
public sealed record PromptTokensDetails(int CachedTokens);
