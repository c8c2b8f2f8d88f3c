namespace LocalCascade.Inference;

/// <summary>
/// Something about a model or the runtime that runs it failed. The message is one sentence or two that name what failed, on
/// which file, in the runtime's own words, and what to do; it can be shown to a person as it is.
/// </summary>
public sealed class InferenceException : Exception
{
    /// <summary>Makes the exception.</summary>
    public InferenceException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception with its cause.</summary>
    public InferenceException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
