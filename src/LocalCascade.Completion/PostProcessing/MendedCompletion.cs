namespace LocalCascade.Completion.PostProcessing;

/// <summary>A text fit to be shown, or the reason why there is none.</summary>
/// <param name="GhostText">What is inserted at the cursor; empty when refused. Line breaks are the document's.</param>
/// <param name="Refused">Why nothing is left to show; null when there is.</param>
internal readonly record struct MendedCompletion(string GhostText, NoCompletion? Refused);
