namespace LocalCascade.Daemon.Cloud;

/// <summary>Signing in did not work; the message says why and holds no secret.</summary>
internal sealed class SignInException(string message, Exception? inner = null) : Exception(message, inner);
