namespace LocalCascade.Daemon.Rpc;

/// <summary>The byte stream is not a sequence of framed messages any more; where the next one begins cannot be known.</summary>
internal sealed class FramingException(string message) : Exception(message);
