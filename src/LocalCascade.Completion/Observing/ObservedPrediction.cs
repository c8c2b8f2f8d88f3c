namespace LocalCascade.Completion.Observing;

/// <summary>What the workspace predictor said.</summary>
/// <param name="Text">From the cursor on.</param>
/// <param name="Confidence">Calibrated probability, 0 to 1, that its first line is what would be typed.</param>
/// <param name="Source">Where the best of the places that say so is.</param>
/// <param name="Exchanged">Whether words were exchanged in what was copied.</param>
public readonly record struct ObservedPrediction(string Text, double Confidence, PredictionSource Source, bool Exchanged);
