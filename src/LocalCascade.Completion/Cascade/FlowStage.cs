namespace LocalCascade.Completion.Cascade;

/// <summary>How far a request has come; what it was at when it was cancelled is recorded.</summary>
internal enum FlowStage
{
    Queued,
    Workspace,
    Prefill,
    Decode,
    Debounce,
    Cloud,
    Done,
}
