namespace LocalCascade.Completion.Telemetry;

/// <summary>The store cannot be used; the message says why and is shown to the user as it is.</summary>
public sealed class TelemetryException(string message) : Exception(message);
