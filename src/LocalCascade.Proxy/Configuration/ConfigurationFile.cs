using System.Text.Json;

namespace LocalCascade.Proxy.Configuration;

/// <summary>Reads a configuration file as a whole: either all of it is good, or none of it takes effect.</summary>
internal static class ConfigurationFile
{
    /// <summary>Reads and validates a file.</summary>
    /// <exception cref="ConfigurationException">It is missing, not JSON, names something unknown, or a value is out of range.</exception>
    public static ProxyConfiguration Read(string path)
    {
        byte[] json;
        try
        {
            json = File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ConfigurationException($"The configuration file {path} does not exist. `localcascade-proxy config` prints one to start from.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"The configuration file {path} cannot be read: {error.Message}", error);
        }

        return Parse(json, path);
    }

    /// <summary>Reads and validates a file's content.</summary>
    /// <param name="json">The content.</param>
    /// <param name="path">The file's name, for messages.</param>
    /// <exception cref="ConfigurationException">As above.</exception>
    public static ProxyConfiguration Parse(ReadOnlySpan<byte> json, string path)
    {
        ProxyConfiguration? configuration;
        try
        {
            configuration = JsonSerializer.Deserialize(json, ConfigurationJson.Default.ProxyConfiguration);
        }
        catch (JsonException error)
        {
            var place = error.Path is { Length: > 1 } at ? $"at {at[2..]}" : $"line {error.LineNumber + 1}";
            throw new ConfigurationException($"{path} ({place}): {WithoutPlace(error.Message)}", error);
        }

        if (configuration is null)
        {
            throw new ConfigurationException($"{path} holds null instead of a configuration.");
        }

        var problems = ConfigurationRules.Check(configuration);
        return problems.Count == 0 ? configuration : throw new ConfigurationException(problems.Count == 1
            ? $"{path}: {problems[0]}"
            : $"{path} has {problems.Count} mistakes:{string.Concat(problems.Select(problem => $"{Environment.NewLine}  {problem}"))}");
    }

    // The serializer appends its own "Path: … | LineNumber: …".
    private static string WithoutPlace(string message)
    {
        var end = message.IndexOf(" Path: ", StringComparison.Ordinal);
        return end < 0 ? message : message[..end];
    }
}
