namespace LocalCascade.Benchmarks.Typing.Live;

/// <summary>A request that was answered and not cancelled, by the editor's clock.</summary>
/// <param name="Milliseconds">From sending it.</param>
/// <param name="HasItem">Whether there was a suggestion.</param>
internal readonly record struct Answered(double Milliseconds, bool HasItem);
