using System.Buffers;

namespace LocalCascade.Completion.Workspace;

/// <summary>
/// Whether a text holds what looks like a key, a token or a hash. Copying one from elsewhere is never what someone wants to be
/// offered, and it may be a secret that slipped into the code.
/// </summary>
internal static class SecretText
{
    // Random text changes between letters and digits all the time; names do so once or twice.
    private const int LeastLength = 20;
    private const int LeastChanges = 6;

    private static readonly SearchValues<string> Marks = SearchValues.Create(
        ["-----BEGIN ", "AKIA", "ASIA", "ghp_", "gho_", "ghs_", "github_pat_", "glpat-", "sk-", "sk_live_", "xoxb-", "xoxp-", "AIza", "eyJhbGci"],
        StringComparison.Ordinal);

    public static bool IsLikely(ReadOnlySpan<char> text)
    {
        // The short marks alone are parts of ordinary words: a run of such length has to follow.
        var start = 0;
        while (start < text.Length)
        {
            var length = 0;
            var changes = 0;
            while (start + length < text.Length && IsKeyChar(text[start + length]))
            {
                if (length > 0 && char.IsAsciiDigit(text[start + length]) != char.IsAsciiDigit(text[start + length - 1]))
                {
                    changes++;
                }

                length++;
            }

            if (length >= LeastLength && (changes >= LeastChanges || StartsWithMark(text.Slice(start, length))))
            {
                return true;
            }

            start += length + 1;
        }

        return text.Contains("-----BEGIN ", StringComparison.Ordinal);
    }

    private static bool StartsWithMark(ReadOnlySpan<char> run) => run.IndexOfAny(Marks) == 0;

    private static bool IsKeyChar(char c) => char.IsAsciiLetterOrDigit(c) || c is '+' or '/' or '_' or '-' or '=';
}
