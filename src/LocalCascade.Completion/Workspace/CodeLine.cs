namespace LocalCascade.Completion.Workspace;

/// <summary>
/// A line of code with its tokens: identifiers, numbers and single punctuation marks; white space separates and does not
/// count. A blank line has none.
/// </summary>
internal sealed class CodeLine
{
    /// <summary>Stands for a line break between tokens; no token hashes to it.</summary>
    public const int LineBreak = 0;

    /// <summary>A line longer than this is data, not code: only its beginning is looked at.</summary>
    public const int MostChars = 400;

    /// <summary>The most tokens of a line that are looked at.</summary>
    public const int MostTokens = 120;

    public CodeLine(string text)
    {
        Text = text.Length <= MostChars ? text : text[..MostChars];
        Span<int> hashes = stackalloc int[MostTokens];
        Span<short> starts = stackalloc short[MostTokens];
        var count = Tokenize(Text, hashes, starts);
        Hashes = hashes[..count].ToArray();
        Starts = starts[..count].ToArray();
    }

    /// <summary>The line without its line break.</summary>
    public string Text { get; }

    /// <summary>White space characters that it begins with.</summary>
    public int Indent => Starts.Length > 0 ? Starts[0] : Text.Length;

    /// <summary>The line without white space around it.</summary>
    public ReadOnlySpan<char> Trimmed => Text.AsSpan().Trim();

    /// <summary>A hash of each token, never <see cref="LineBreak"/>.</summary>
    public int[] Hashes { get; }

    /// <summary>Where each token begins.</summary>
    public short[] Starts { get; }

    /// <summary>Roughly what it costs in memory.</summary>
    public int Bytes => 128 + Text.Length * 2 + Hashes.Length * 6;

    /// <summary>Token <paramref name="index"/>.</summary>
    public ReadOnlySpan<char> Token(int index) => Text.AsSpan(Starts[index]..EndOf(index));

    /// <summary>Offset behind token <paramref name="index"/>; 0 for -1.</summary>
    public int EndOf(int index)
    {
        if (index < 0)
        {
            return 0;
        }

        var end = Starts[index] + 1;
        if (IsWord(Text[Starts[index]]))
        {
            while (end < Text.Length && IsWord(Text[end]))
            {
                end++;
            }
        }

        return end;
    }

    /// <summary>Finds a line's tokens: <see cref="Hashes"/> and <see cref="Starts"/>.</summary>
    /// <param name="text">At most <see cref="MostChars"/>.</param>
    /// <param name="hashes">Room for <see cref="MostTokens"/>.</param>
    /// <param name="starts">Room for as many.</param>
    /// <returns>How many there are.</returns>
    public static int Tokenize(ReadOnlySpan<char> text, Span<int> hashes, Span<short> starts)
    {
        var count = 0;
        for (var i = 0; i < text.Length && count < MostTokens;)
        {
            if (char.IsWhiteSpace(text[i]))
            {
                i++;
                continue;
            }

            var start = i++;
            if (IsWord(text[start]))
            {
                while (i < text.Length && IsWord(text[i]))
                {
                    i++;
                }
            }

            hashes[count] = Hash(text[start..i]);
            starts[count++] = (short)start;
        }

        return count;
    }

    public static bool IsWord(char c) => char.IsLetterOrDigit(c) || c == '_';

    // FNV-1a: stable, fast on short words, and good enough that two tokens of one workspace hardly ever collide.
    public static int Hash(ReadOnlySpan<char> token)
    {
        var hash = 2166136261u;
        foreach (var c in token)
        {
            hash = (hash ^ c) * 16777619u;
        }

        return hash == LineBreak ? 1 : (int)hash;
    }
}
