namespace LocalCascade.Completion.Syntax;

/// <summary>
/// Whether a text breaks what is around it. Nearly half of a small model's wrong lines don't parse (SynConfRoute,
/// arXiv 2605.04894), so this is a second signal beside the confidence.
/// </summary>
internal static class SyntaxCheck
{
    /// <summary>True when <paramref name="raw"/> closes what is not open, leaves a string open at its end, or does not indent a block that it opened by indentation.</summary>
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

        if (syntax.Language.BlocksByIndentation && scanner.String is null && LeavesBlockFlat(syntax, raw))
        {
            return true;
        }

        return scanner.String is { MultiLine: false } && syntax.AtCursor.String is null && !raw.Contains('\n', StringComparison.Ordinal) && behind.IsEmpty;
    }

    // A line that ends with a colon outside brackets, and a next one that is not indented deeper.
    private static bool LeavesBlockFlat(CursorSyntax syntax, string raw)
    {
        var scanner = syntax.AtCursor.Clone();
        string? opener = null;
        var line = syntax.Before;
        foreach (var (index, part) in raw.Split('\n').Index())
        {
            line = index == 0 ? line + part : part;
            if (!string.IsNullOrWhiteSpace(line) && opener is not null && syntax.ColumnsOf(line) <= syntax.ColumnsOf(opener))
            {
                return true;
            }

            scanner.Scan(part);
            var opens = line.AsSpan().TrimEnd().EndsWith(":") && scanner.InCode && scanner.Open.Count == 0;
            scanner.Scan("\n");
            opener = opens ? line : string.IsNullOrWhiteSpace(line) ? opener : null;
        }

        return false;
    }
}
