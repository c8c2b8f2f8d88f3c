namespace LocalCascade.Completion.Documents;

/// <summary>How lines end.</summary>
public enum LineEnding
{
    /// <summary>\n.</summary>
    Lf,

    /// <summary>\r\n.</summary>
    CrLf,

    /// <summary>\r.</summary>
    Cr,
}
