namespace LocalCascade.Completion.Cascade;

/// <summary>Numbers about the engine's life so far; never code.</summary>
/// <param name="Model">The local model's state.</param>
/// <param name="OpenDocuments">Documents open in editors.</param>
/// <param name="IndexedFiles">Files of the workspace that the predictor knows.</param>
/// <param name="Requests">Requests answered, cancelled ones not counted.</param>
/// <param name="Shown">Suggestions that the editor said it showed.</param>
/// <param name="Accepted">Suggestions accepted whole.</param>
/// <param name="PartiallyAccepted">Suggestions accepted in part.</param>
/// <param name="Rejected">Suggestions dismissed.</param>
/// <param name="FromWorkspace">Requests answered by the workspace predictor.</param>
/// <param name="FromModel">Requests answered by the local model.</param>
/// <param name="FromCache">Requests answered from an earlier answer.</param>
/// <param name="FromCloud">Requests answered by the cloud.</param>
/// <param name="Joined">Requests that joined one in flight; counted in <paramref name="FromCache"/> too.</param>
/// <param name="Escalated">Requests that the cloud was asked for.</param>
/// <param name="Cancelled">Requests cancelled or overtaken.</param>
public sealed record EngineStatus(
    ModelStatus Model,
    int OpenDocuments,
    int IndexedFiles,
    long Requests,
    long Shown,
    long Accepted,
    long PartiallyAccepted,
    long Rejected,
    long FromWorkspace,
    long FromModel,
    long FromCache,
    long FromCloud,
    long Joined,
    long Escalated,
    long Cancelled);
