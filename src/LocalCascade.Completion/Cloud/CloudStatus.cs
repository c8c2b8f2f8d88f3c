namespace LocalCascade.Completion.Cloud;

/// <summary>How the cloud tier stands, for people.</summary>
/// <param name="State">The state.</param>
/// <param name="Message">A sentence: what is so, and what to do about it.</param>
/// <param name="Organisation">Whom the signed-in user belongs to; empty when nobody is.</param>
/// <param name="User">Who is signed in; empty for nobody.</param>
public sealed record CloudStatus(CloudState State, string Message, string Organisation = "", string User = "")
{
    /// <summary>The models that the proxy serves, the default first.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>When the present token ends; null without one.</summary>
    public DateTimeOffset? TokenUntil { get; init; }

    /// <summary>How long the last request on the warm connection took that asked for nothing; null before the first.</summary>
    public TimeSpan? RoundTrip { get; init; }
}
