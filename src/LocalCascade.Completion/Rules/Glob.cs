namespace LocalCascade.Completion.Rules;

/// <summary>
/// Matches one gitignore glob (gitignore(5), "PATTERN FORMAT"): <c>*</c> and <c>?</c> within a segment, <c>**</c> as whole
/// segments, <c>[a-z]</c>, <c>[!…]</c>, <c>[[:alpha:]]</c>, and <c>\</c> before any character. Only the last star of each kind is
/// gone back to, so that no pattern takes more than polynomial time.
/// </summary>
internal static class Glob
{
    public static bool IsMatch(ReadOnlySpan<char> glob, ReadOnlySpan<char> text, bool ignoreCase)
    {
        var (g, t) = (0, 0);
        var (starGlob, starText) = (-1, 0); // behind the last *, and where the text goes on if it takes one character more
        var (deepGlob, deepText) = (-1, 0); // the same for the last **/, which takes whole segments

        // Git compares what stands before the first wildcard by itself; stars right behind it count as if they began a segment.
        var literal = glob.IndexOfAny("*?[\\");
        while (true)
        {
            if (g < glob.Length && glob[g] == '*')
            {
                var behind = g + 1;
                while (behind < glob.Length && glob[behind] == '*')
                {
                    behind++;
                }

                var deep = behind - g > 1
                    && (g == literal || glob[g - 1] == '/')
                    && (behind == glob.Length || glob[behind] == '/');
                if (behind == glob.Length && (deep || !text[t..].Contains('/')))
                {
                    return true;
                }

                if (deep)
                {
                    g = deepGlob = behind + 1;
                    deepText = t;
                    starGlob = -1;
                    continue;
                }

                if (behind < glob.Length)
                {
                    g = starGlob = behind;
                    starText = t;
                    continue;
                }
            }
            else if (g == glob.Length && t == text.Length)
            {
                return true;
            }
            else if (g < glob.Length && t < text.Length && MatchesOne(glob[g..], text[t], ignoreCase, out var consumed))
            {
                g += consumed;
                t++;
                continue;
            }

            if (starGlob >= 0 && starText < text.Length && text[starText] != '/')
            {
                t = ++starText;
                g = starGlob;
            }
            else if (deepGlob >= 0 && text[deepText..].IndexOf('/') is var slash and >= 0)
            {
                t = deepText += slash + 1;
                g = deepGlob;
                starGlob = -1;
            }
            else
            {
                return false;
            }
        }
    }

    private static bool MatchesOne(ReadOnlySpan<char> glob, char c, bool ignoreCase, out int consumed)
    {
        consumed = 1;
        switch (glob[0])
        {
            case '?':
                return c != '/';
            case '[':
                return c != '/' && IsInSet(glob, c, ignoreCase, out consumed);
            case '\\':
                consumed = 2;
                return glob.Length > 1 && AreEqual(glob[1], c, ignoreCase);
            default:
                return AreEqual(glob[0], c, ignoreCase);
        }
    }

    private static bool IsInSet(ReadOnlySpan<char> glob, char c, bool ignoreCase, out int consumed)
    {
        var i = 1;
        var negated = i < glob.Length && glob[i] is '!' or '^';
        i += negated ? 1 : 0;
        consumed = 0;
        var matched = false;
        var previous = '\0'; // what a '-' would begin a range from
        for (var first = true; ; first = false)
        {
            if (i >= glob.Length)
            {
                return false; // never closed: the pattern is void
            }

            var member = glob[i++];
            if (member == ']' && !first)
            {
                break;
            }

            if (member == '[' && i < glob.Length && glob[i] == ':')
            {
                var end = glob[(i + 1)..].IndexOf(']');
                if (end < 0)
                {
                    return false;
                }

                if (end > 0 && glob[i + end] == ':')
                {
                    if (IsInClass(glob.Slice(i + 1, end - 1), c, ignoreCase) is not { } isInClass)
                    {
                        return false; // an unknown class: the pattern is void
                    }

                    matched |= isInClass;
                    i += end + 2;
                    previous = '\0';
                    continue;
                }
            }

            if (member == '-' && previous != '\0' && i < glob.Length && glob[i] != ']')
            {
                var last = glob[i++];
                if (last == '\\')
                {
                    if (i >= glob.Length)
                    {
                        return false;
                    }

                    last = glob[i++];
                }

                matched |= (c >= previous && c <= last)
                    || (ignoreCase && char.ToUpperInvariant(c) is var upper && upper >= previous && upper <= last)
                    || (ignoreCase && char.ToLowerInvariant(c) is var lower && lower >= previous && lower <= last);
                previous = '\0';
                continue;
            }

            if (member == '\\')
            {
                if (i >= glob.Length)
                {
                    return false;
                }

                member = glob[i++];
            }

            matched |= AreEqual(member, c, ignoreCase);
            previous = member;
        }

        consumed = i;
        return matched != negated;
    }

    private static bool? IsInClass(ReadOnlySpan<char> name, char c, bool ignoreCase) => name switch
    {
        "alnum" => char.IsAsciiLetterOrDigit(c),
        "alpha" => char.IsAsciiLetter(c),
        "blank" => c is ' ' or '\t',
        "cntrl" => c is < ' ' or '\x7f',
        "digit" => char.IsAsciiDigit(c),
        "graph" => c is > ' ' and < '\x7f',
        "lower" => char.IsAsciiLetterLower(c) || (ignoreCase && char.IsAsciiLetterUpper(c)),
        "print" => c is >= ' ' and < '\x7f',
        "punct" => c is > ' ' and < '\x7f' && !char.IsAsciiLetterOrDigit(c),
        "space" => c is ' ' or (>= '\t' and <= '\r'),
        "upper" => char.IsAsciiLetterUpper(c) || (ignoreCase && char.IsAsciiLetterLower(c)),
        "xdigit" => char.IsAsciiHexDigit(c),
        _ => null,
    };

    private static bool AreEqual(char first, char second, bool ignoreCase) =>
        first == second || (ignoreCase && char.ToLowerInvariant(first) == char.ToLowerInvariant(second));
}
