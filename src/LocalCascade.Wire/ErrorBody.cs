namespace LocalCascade.Wire;

/// <summary>The body of every answer that is an error, in OpenAI's shape.</summary>
/// <param name="Error">What went wrong.</param>
public sealed record ErrorBody(ErrorDetail Error);
