namespace LocalCascade.Completion.Cloud;

/// <summary>A piece of an answer as it streams in.</summary>
/// <param name="Text">Its text.</param>
/// <param name="LogProbabilities">The natural logarithm of each of its tokens' probability; empty where the engine gives none.</param>
public readonly record struct CloudPiece(string Text, IReadOnlyList<double> LogProbabilities);
