namespace LocalCascade.Daemon.Cloud;

/// <summary>Who is signed in where, as stored.</summary>
/// <param name="Url">The proxy's URL.</param>
/// <param name="Credential">A credential of the proxy's own; null after a sign-in at an identity provider.</param>
/// <param name="Oidc">What an identity provider gave; null with a credential of the proxy's own.</param>
internal sealed record StoredSignIn(string Url, string? Credential, StoredOidc? Oidc)
{
    // A record would print its secrets.
    public override string ToString() => $"signed in at {Url}";
}
