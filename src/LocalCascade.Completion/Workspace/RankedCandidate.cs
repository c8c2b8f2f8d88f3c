namespace LocalCascade.Completion.Workspace;

/// <summary>A candidate with its score; exponentials of scores are the odds between candidates.</summary>
internal readonly record struct RankedCandidate(Candidate Candidate, double Score);
