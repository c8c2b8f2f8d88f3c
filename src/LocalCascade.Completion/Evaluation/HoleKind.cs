namespace LocalCascade.Completion.Evaluation;

/// <summary>What was cut out.</summary>
public enum HoleKind
{
    /// <summary>The rest of a line.</summary>
    Line,

    /// <summary>The body of a block, two to eight lines.</summary>
    Block,

    /// <summary>A part of a call: its arguments, or the member after the dot with them.</summary>
    Api,
}
