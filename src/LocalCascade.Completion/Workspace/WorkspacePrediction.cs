namespace LocalCascade.Completion.Workspace;

/// <summary>What the user's own code says would come next.</summary>
/// <param name="Text">From the cursor on; line breaks are \n, and lines after the first are indented as at the cursor.</param>
/// <param name="Confidence">Calibrated probability, 0 to 1, that its first line is exactly what would be typed.</param>
/// <param name="Source">The file that it was copied from, for explanations; empty for a line that was composed and stands nowhere.</param>
internal sealed record WorkspacePrediction(string Text, double Confidence, string Source)
{
    /// <summary>The innermost of the nested caches that has it.</summary>
    public CodeLevel Level { get; init; }

    /// <summary>Whether words were exchanged in what was copied.</summary>
    public bool IsExchanged { get; init; }
}
