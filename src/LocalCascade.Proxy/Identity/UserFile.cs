namespace LocalCascade.Proxy.Identity;

/// <summary>The users file's content.</summary>
internal sealed record UserFile(IReadOnlyList<StoredOrganisation> Organisations, IReadOnlyList<StoredUser> Users);
