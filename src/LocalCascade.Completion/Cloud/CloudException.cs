namespace LocalCascade.Completion.Cloud;

/// <summary>The cloud gave no answer. The message is for people and holds neither code nor secrets.</summary>
public sealed class CloudException(CloudFailure failure, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Why.</summary>
    public CloudFailure Failure { get; } = failure;
}
