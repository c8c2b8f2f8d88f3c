namespace LocalCascade.Proxy.Tokens;

/// <summary>One signing key as it is stored.</summary>
/// <param name="Id">The <c>kid</c>.</param>
/// <param name="Created">When it was made.</param>
/// <param name="SignsFrom">From when on it signs: every instance that shares the file has to know it before it meets a token of it.</param>
/// <param name="Pkcs8">The private key, PKCS #8 in base64.</param>
internal sealed record StoredKey(string Id, DateTimeOffset Created, DateTimeOffset SignsFrom, string Pkcs8);
