namespace LocalCascade.Proxy.Tokens;

/// <summary>The keys file's content.</summary>
internal sealed record KeyFile(IReadOnlyList<StoredKey> Keys);
