namespace LocalCascade.Completion.Evaluation;

/// <summary>A place where text was cut out of a file.</summary>
/// <param name="File">The file, whole.</param>
/// <param name="Kind">What was cut out.</param>
/// <param name="Offset">Where the hole begins.</param>
/// <param name="Expected">What stood there.</param>
/// <param name="FromLineStart">Whether the hole begins at the line's first character that is not white space.</param>
public sealed record Hole(CodeText File, HoleKind Kind, int Offset, string Expected, bool FromLineStart)
{
    /// <summary>The file's text without the hole.</summary>
    public string TextWithout => File.Text.Remove(Offset, Expected.Length);
}
