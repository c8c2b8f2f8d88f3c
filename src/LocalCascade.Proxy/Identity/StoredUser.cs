namespace LocalCascade.Proxy.Identity;

/// <summary>A user as stored.</summary>
/// <param name="Id">A random id, the part of the credential that it is found by.</param>
/// <param name="Name">The user's name, unique within the file.</param>
/// <param name="Organisation">The organisation's name.</param>
/// <param name="Salt">Base64 of 16 random bytes.</param>
/// <param name="Hash">Base64 of SHA-256 over the salt and the credential's secret.</param>
/// <param name="Created">When it was made.</param>
/// <param name="Revoked">When it was revoked; null while it is not.</param>
internal sealed record StoredUser(string Id, string Name, string Organisation, string Salt, string Hash, DateTimeOffset Created, DateTimeOffset? Revoked);
