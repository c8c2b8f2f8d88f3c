namespace LocalCascade.Completion.Telemetry;

/// <summary>What typing is summed up by.</summary>
/// <param name="Hour">The hour's beginning in Unix seconds.</param>
/// <param name="Language">The language id.</param>
internal readonly record struct TypedKey(long Hour, string Language);
