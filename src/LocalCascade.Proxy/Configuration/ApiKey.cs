namespace LocalCascade.Proxy.Configuration;

/// <summary>An engine's API key as a configuration names it: in full, <c>env:NAME</c> or <c>file:PATH</c>.</summary>
internal static class ApiKey
{
    /// <summary>Why a key cannot be read; null when it can.</summary>
    public static string? Problem(string value)
    {
        try
        {
            var key = Read(value);
            return key.Length == 0 ? "the key is empty." : key.AsSpan().ContainsAnyExceptInRange('!', '~') ? "the key holds blanks or characters outside ASCII." : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ConfigurationException)
        {
            return error.Message;
        }
    }

    /// <summary>The key itself.</summary>
    /// <exception cref="ConfigurationException">The variable is not set.</exception>
    public static string Read(string value) =>
        value.StartsWith("env:", StringComparison.Ordinal) ? Environment.GetEnvironmentVariable(value[4..]) ?? throw new ConfigurationException($"the environment variable {value[4..]} is not set.")
        : value.StartsWith("file:", StringComparison.Ordinal) ? File.ReadAllText(value[5..]).Trim()
        : value;
}
