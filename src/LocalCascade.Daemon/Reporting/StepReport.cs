namespace LocalCascade.Daemon.Reporting;

/// <summary>The split of one hour, day or week.</summary>
/// <param name="Start">Its beginning, where the user is.</param>
/// <param name="Workspace">Requests answered by the workspace predictor.</param>
/// <param name="Model">By the local model.</param>
/// <param name="Cache">From what was at hand.</param>
/// <param name="Cloud">By the cloud.</param>
/// <param name="None">By nobody.</param>
/// <param name="Cancelled">Cancelled by the next keystroke.</param>
internal sealed record StepReport(DateTimeOffset Start, long Workspace, long Model, long Cache, long Cloud, long None, long Cancelled);
