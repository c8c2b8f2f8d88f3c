using System.Collections;

namespace LocalCascade.Daemon.Configuration;

/// <summary>The environment variables that may set something.</summary>
internal static class EnvironmentSettings
{
    private const string Prefix = "LOCALCASCADE_";

    /// <summary>Those of this process.</summary>
    public static Dictionary<string, string> Read()
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            if (variable is { Key: string name, Value: string value } && name.StartsWith(Prefix, StringComparison.Ordinal))
            {
                variables[name] = value;
            }
        }

        return variables;
    }
}
