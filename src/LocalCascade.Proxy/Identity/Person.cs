using LocalCascade.Proxy.Tokens;

namespace LocalCascade.Proxy.Identity;

/// <summary>Who a credential belongs to.</summary>
/// <param name="User">The user's name.</param>
/// <param name="Organisation">The user's organisation.</param>
/// <param name="Limits">The organisation's limits.</param>
internal sealed record Person(string User, string Organisation, CallerLimits Limits);
