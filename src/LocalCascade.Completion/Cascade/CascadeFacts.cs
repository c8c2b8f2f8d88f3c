namespace LocalCascade.Completion.Cascade;

/// <summary>All that the policy decides by.</summary>
internal sealed record CascadeFacts
{
    public required EngineSettings Settings { get; init; }

    public required string LanguageId { get; init; }

    public required CompletionTier Tier { get; init; }

    /// <summary>The workspace predictor's calibrated confidence; null when it has nothing.</summary>
    public double? Workspace { get; init; }

    /// <summary>The model's calibrated confidence; null when it has nothing.</summary>
    public double? Model { get; init; }

    /// <summary>What that was calibrated from.</summary>
    public double? RawModel { get; init; }

    /// <summary>How many of the model's tokens were looked at.</summary>
    public int Tokens { get; init; }

    /// <summary>Whether the surer local text breaks the brackets, quotes or indentation around it.</summary>
    public bool BreaksSyntax { get; init; }

    /// <summary>Whether the user dismissed a suggestion at this place.</summary>
    public bool RejectedHere { get; init; }

    /// <summary>Whether the user asks by a key for the second time at this place.</summary>
    public bool AskedAgain { get; init; }

    /// <summary>Finds out why the cloud may not be asked, null when it may: whoever is sure does not need to know.</summary>
    public Func<CloudObstacle?> FindObstacle { get; init; } = static () => null;
}
