namespace LocalCascade.Wire;

/// <summary>What came over the wire breaks its protocol; the message says how.</summary>
public sealed class WireException(string message, Exception? inner = null) : Exception(message, inner);
