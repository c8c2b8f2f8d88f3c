namespace LocalCascade.Proxy.Configuration;

/// <summary>The configuration cannot be used; the message lists every reason.</summary>
internal sealed class ConfigurationException(string message, Exception? inner = null) : Exception(message, inner);
