namespace LocalCascade.Completion.Documents;

/// <summary>The characters of a <see cref="LineEnding"/>.</summary>
public static class LineEndingExtensions
{
    /// <summary><c>"\n"</c>, <c>"\r\n"</c> or <c>"\r"</c>.</summary>
    public static string ToText(this LineEnding ending) => ending switch
    {
        LineEnding.CrLf => "\r\n",
        LineEnding.Cr => "\r",
        _ => "\n",
    };
}
