namespace LocalCascade.Completion.Syntax;

/// <summary>
/// Whether a text breaks what is around it. Nearly half of a small model's wrong lines don't parse (SynConfRoute,
/// arXiv 2605.04894), so this is a second signal beside the confidence.
/// </summary>
internal static class SyntaxCheck
{
    /// <summary>True when <paramref name="raw"/> closes what is not open, or leaves a string or a bracket open at its end.</summary>
    public static bool Breaks(CursorSyntax syntax, string raw)
    {
        var scanner = syntax.AtCursor.Clone(keepOpen: false);
        scanner.Scan(raw);
        var needs = new Dictionary<char, int>(syntax.NeedsClosing);
        var behind = syntax.After.AsSpan().Trim();
        foreach (var (closer, _) in scanner.Unmatched)
        {
            if (needs.GetValueOrDefault(closer) == 0 && !behind.Contains(closer))
            {
                return true;
            }

            needs[closer] = needs.GetValueOrDefault(closer) - 1;
        }

        return scanner.String is { MultiLine: false } && syntax.AtCursor.String is null && !raw.Contains('\n', StringComparison.Ordinal) && behind.IsEmpty;
    }
}
