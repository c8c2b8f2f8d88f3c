namespace LocalCascade.Completion.Workspace;

/// <summary>
/// What places are found by: a long key (four tokens; behind a line's end the whole line) and a short one (two; behind a line's
/// end its last two). Different tokens may share a key: whoever looks compares the tokens anyway.
/// </summary>
internal static class ContextKeys
{
    /// <summary>The long key of a context, nearest token first; null when it is too short.</summary>
    public static int? LongOf(IReadOnlyList<int> context)
    {
        if (context.Count > 0 && context[0] == CodeLine.LineBreak)
        {
            var end = 1;
            while (end < context.Count && context[end] != CodeLine.LineBreak)
            {
                end++;
            }

            var hash = 17;
            for (var i = end - 1; i >= 1; i--)
            {
                hash = Mix(hash, context[i]);
            }

            return end > 1 ? hash : null;
        }

        return context.Count >= 4 ? Long(context[3], context[2], context[1], context[0]) : null;
    }

    /// <summary>The short key of a context, nearest token first; null when it is too short.</summary>
    public static int? ShortOf(IReadOnlyList<int> context) => context switch
    {
        [CodeLine.LineBreak, var b, var a, ..] => Short(a, b, CodeLine.LineBreak),
        [CodeLine.LineBreak, ..] => null,
        [var b, var a, ..] => Short(a, b),
        [var b] => Short(CodeLine.LineBreak, b),
        _ => null,
    };

    /// <summary>The long key behind a line's end.</summary>
    public static int Line(ReadOnlySpan<int> hashes)
    {
        var hash = 17;
        foreach (var token in hashes)
        {
            hash = Mix(hash, token);
        }

        return hash;
    }

    /// <summary>The long key behind four tokens.</summary>
    public static int Long(int a, int b, int c, int d) => Mix(Mix(Mix(Mix(4, a), b), c), d);

    /// <summary>The short key behind two tokens.</summary>
    public static int Short(int a, int b) => Mix(Mix(2, a), b);

    /// <summary>The short key behind a line's end.</summary>
    public static int Short(int a, int b, int c) => Mix(Mix(Mix(3, a), b), c);

    private static int Mix(int hash, int value) => unchecked(((hash << 5 | (int)((uint)hash >> 27)) ^ value) * 0x2545F491);
}
