namespace LocalCascade.Daemon.Evaluation;

/// <summary>Who answers in a pass of an evaluation.</summary>
internal enum EvalTier
{
    Local,
    Cloud,
    Cascade,
}
