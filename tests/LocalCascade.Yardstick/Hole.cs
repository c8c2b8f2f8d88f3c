namespace LocalCascade.Yardstick;

/// <summary>A place where the rest of a line was cut out.</summary>
/// <param name="Package">The package.</param>
/// <param name="File">The file, whole.</param>
/// <param name="Offset">Where the hole begins.</param>
/// <param name="Expected">What stood there, up to the end of the line.</param>
/// <param name="FromLineStart">Whether the hole begins at the line's first character that is not white space.</param>
internal sealed record Hole(Package Package, SourceFile File, int Offset, string Expected, bool FromLineStart)
{
    /// <summary>The file's text without the hole.</summary>
    public string TextWithout => File.Text.Remove(Offset, Expected.Length);
}
