namespace LocalCascade.Proxy.Tokens;

/// <summary>The parts of a token, not verified.</summary>
/// <param name="Algorithm">The header's <c>alg</c>.</param>
/// <param name="Type">The header's <c>typ</c>; empty for none.</param>
/// <param name="KeyId">The header's <c>kid</c>; empty for none.</param>
/// <param name="Payload">The claims' JSON.</param>
/// <param name="Signature">The signature.</param>
/// <param name="Signed">The bytes that were signed.</param>
internal readonly record struct JwsParts(string Algorithm, string Type, string KeyId, byte[] Payload, byte[] Signature, byte[] Signed);
