namespace LocalCascade.Completion;

/// <summary>Why the cloud may not be asked.</summary>
/// <param name="Code">One of the <c>Kept…</c> codes.</param>
/// <param name="Explanation">One sentence for a person.</param>
public sealed record CloudObstacle(CascadeCode Code, string Explanation);
