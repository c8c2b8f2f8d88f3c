namespace LocalCascade.Completion.Telemetry;

/// <summary>Characters (UTF-16 units) that came into documents.</summary>
/// <param name="Typed">By the user's keys.</param>
/// <param name="Inserted">By accepting suggestions.</param>
internal readonly record struct TypedCount(long Typed, long Inserted);
