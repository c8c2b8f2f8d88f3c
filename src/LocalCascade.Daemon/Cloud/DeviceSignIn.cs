namespace LocalCascade.Daemon.Cloud;

/// <summary>A device flow that has begun.</summary>
/// <param name="Device">The codes, and where a person enters theirs.</param>
/// <param name="TokenEndpoint">Where the tokens will be.</param>
/// <param name="ClientId">The public client.</param>
/// <param name="Resource">The resource indicator; null for none.</param>
internal sealed record DeviceSignIn(DeviceAuthorization Device, string TokenEndpoint, string ClientId, string? Resource);
