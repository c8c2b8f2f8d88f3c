namespace LocalCascade.Wire;

/// <summary>What went wrong and how to mend it.</summary>
/// <param name="Message">A sentence for a person.</param>
/// <param name="Type">The kind, in OpenAI's words: <c>invalid_request_error</c>, <c>authentication_error</c>, <c>permission_error</c>, <c>rate_limit_error</c>, <c>server_error</c>.</param>
/// <param name="Code">The exact case, for programs; see <see cref="ErrorCodes"/>.</param>
public sealed record ErrorDetail(string Message, string Type, string Code);
