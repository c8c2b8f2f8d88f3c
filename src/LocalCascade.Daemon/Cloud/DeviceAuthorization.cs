namespace LocalCascade.Daemon.Cloud;

/// <summary>An identity provider's answer to the begin of a device flow (RFC 8628, section 3.2).</summary>
internal sealed record DeviceAuthorization(string? DeviceCode, string? UserCode, string? VerificationUri, string? VerificationUriComplete, int ExpiresIn, int? Interval)
{
    public override string ToString() => $"user code {UserCode}";
}
