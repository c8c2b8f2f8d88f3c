namespace LocalCascade.Completion.Workspace;

/// <summary>What the user's own code says would come next.</summary>
/// <param name="Text">From the cursor on; line breaks are \n, and lines after the first are indented as at the cursor.</param>
/// <param name="Confidence">Calibrated probability, 0 to 1, that its first line is exactly what would be typed.</param>
/// <param name="Features">What the confidence was computed from.</param>
/// <param name="Source">The file that it was copied from, for explanations.</param>
internal sealed record WorkspacePrediction(string Text, double Confidence, PredictionFeatures Features, string Source);
