namespace LocalCascade.Completion.Workspace;

/// <summary>How the cursor's line would end after one more word: its brackets closed, and what its language ends such a line with.</summary>
internal static class LineFinish
{
    private static readonly string[] WithoutSemicolon =
        ["if", "else", "for", "foreach", "while", "switch", "using", "lock", "namespace", "class", "struct", "interface", "enum", "public", "private", "protected", "internal", "case", "catch", "fn", "func", "function", "impl", "match", "static"];

    private static readonly string[] WithColon = ["if", "elif", "else", "for", "while", "def", "class", "with", "except", "try", "async", "match", "case"];

    /// <summary>The ending; null where the line's beginning is inside a string, or more closes than opens.</summary>
    public static string? Of(string before, string languageId)
    {
        Span<char> open = stackalloc char[16];
        var depth = 0;
        var quote = '\0';
        for (var i = 0; i < before.Length; i++)
        {
            var c = before[i];
            if (quote != '\0')
            {
                if (c == '\\')
                {
                    i++;
                }
                else if (c == quote)
                {
                    quote = '\0';
                }

                continue;
            }

            switch (c)
            {
                case '"' or '\'' or '`':
                    quote = c;
                    break;
                case '(' or '[':
                    if (depth == open.Length)
                    {
                        return null;
                    }

                    open[depth++] = c == '(' ? ')' : ']';
                    break;
                case ')' or ']':
                    depth = Math.Max(0, depth - 1);
                    break;
            }
        }

        if (quote != '\0')
        {
            return null;
        }

        open = open[..depth];
        open.Reverse();
        return open.ToString() + Terminator(before, languageId);
    }

    private static string Terminator(string before, string languageId)
    {
        var line = before.AsSpan().TrimStart();
        var length = 0;
        while (length < line.Length && CodeLine.IsWord(line[length]))
        {
            length++;
        }

        var keyword = line[..length].ToString();
        return languageId switch
        {
            "python" => WithColon.Contains(keyword) ? ":" : "",
            "csharp" or "java" or "c" or "cpp" or "rust" or "php" or "typescript" or "javascript" or "typescriptreact" or "javascriptreact"
                => WithoutSemicolon.Contains(keyword) && !line.Contains('=') ? "" : ";",
            _ => "",
        };
    }
}
