using System.Buffers;
using System.Text.RegularExpressions;

namespace LocalCascade.Completion.Rules;

/// <summary>
/// Recognises credentials in a text about to be suggested: what one file holds in confidence must not be offered in another.
/// It wants proof (a vendor's prefix, or a random-looking value given to something that is called a key, secret, password or
/// token), since whatever it takes for a secret is never suggested.
/// </summary>
internal static partial class SecretScanner
{
    // Without quotes an identifier stands more often than a value: tempTokenTypeV1Compat has one digit, FeeTokenNotTip20Error two.
    private const int MinDigitsUnquoted = 3;

    private static readonly SearchValues<string> Placeholders = SearchValues.Create(
        ["example", "placeholder", "changeme", "your", "dummy", "sample", "xxxx", "1234567", "abcdef"], StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF-");
    private static readonly SearchValues<char> BeforeValue = SearchValues.Create("=:\"'` \t>");

    /// <summary>What the text holds that looks like a credential, as a noun phrase; null for nothing.</summary>
    /// <param name="text">Whole lines: a value's name, too, decides.</param>
    public static string? Find(ReadOnlySpan<char> text)
    {
        if (PrivateKey.IsMatch(text))
        {
            return "a private key";
        }

        foreach (var match in VendorToken.EnumerateMatches(text))
        {
            if (!IsPlaceholder(text.Slice(match.Index, match.Length)) && Entropy(text.Slice(match.Index, match.Length)) >= 2.7)
            {
                return "an access token";
            }
        }

        foreach (var match in Assignment.EnumerateMatches(text))
        {
            var value = text.Slice(match.Index, match.Length).TrimEnd('=');
            value = value[(value.LastIndexOfAny(BeforeValue) + 1)..];
            var quoted = match.Index + match.Length < text.Length && text[match.Index + match.Length] is '"' or '\'' or '`';
            if (IsRandom(value, quoted ? 1 : MinDigitsUnquoted) && !IsPlaceholder(value))
            {
                return "a value that looks like a secret";
            }
        }

        return null;
    }

    [GeneratedRegex("-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----")]
    private static partial Regex PrivateKey { get; }

    // The formats that AWS, GitHub, GitLab, Slack, Google, Stripe, OpenAI, Anthropic, npm, SendGrid, JWT issuers and Azure document.
    [GeneratedRegex(
        @"\b(?:(?:AKIA|ASIA)[A-Z2-7]{16}\b|gh[pousr]_[A-Za-z0-9]{36}|github_pat_\w{40}|glpat-[\w-]{20}|xox[abeoprs]-[\w-]{20}|AIza[\w-]{35}"
        + @"|[sr]k_live_[A-Za-z0-9]{20}|sk-(?:proj-|ant-)?(?=[\w-]{0,30}\d)[A-Za-z0-9_-]{32}|npm_[A-Za-z0-9]{36}|SG\.[\w-]{22}\.[\w-]{43}"
        + @"|eyJ[\w-]{10,4000}\.eyJ[\w-]{10,4000}\.[\w-]{10}|AccountKey=[A-Za-z0-9+/]{60})")]
    private static partial Regex VendorToken { get; }

    // name = "value", name: 'value', name => `value`, NAME=value: from the word that gives the name away to the value's end.
    [GeneratedRegex(
        "(?:key|secret|passw(?:or)?d|passphrase|pwd|token|credentials?|auth)[\\w.-]{0,40}[\"'`\\]]{0,2}[ \\t]{0,20}(?::=|=>|=|:)[ \\t]{0,20}"
        + "(?:[@$]?[\"'`][A-Za-z0-9+/_.~-]{16,}={0,2}(?=[\"'`]|$)|[A-Za-z0-9+/_~-]{20,}={0,2}(?=[\\s;,]|$))",
        RegexOptions.IgnoreCase | RegexOptions.Multiline)]
    private static partial Regex Assignment { get; }

    /// <summary>
    /// Whether the characters look drawn at random: hexadecimal digits of a key's length, or letters of both cases and digits
    /// that alternate more than words do.
    /// </summary>
    private static bool IsRandom(ReadOnlySpan<char> value, int minDigits)
    {
        if (value.IndexOfAnyExcept(HexDigits) < 0)
        {
            // Shorter ones are checksums and ids, those with dashes UUIDs.
            return value.Length >= 32 && !value.Contains('-') && Entropy(value) >= 3;
        }

        var (digits, uppers, pairs, changes) = (0, 0, 0, 0);
        var before = 0;
        foreach (var c in value)
        {
            var kind = char.IsAsciiDigit(c) ? 1 : char.IsAsciiLetterUpper(c) ? 2 : char.IsAsciiLetterLower(c) ? 3 : 0;
            digits += kind == 1 ? 1 : 0;
            uppers += kind == 2 ? 1 : 0;
            if (kind != 0 && before != 0)
            {
                pairs++;
                changes += kind != before ? 1 : 0;
            }

            before = kind;
        }

        // Between random letters of both cases and digits 62 % of neighbours differ in kind, between small letters and digits
        // 40 %; in identifiers, paths and versions made of words at most a third do.
        var expected = uppers > 0 ? 0.4 : 0.24;
        return value.Length >= 16 && digits >= minDigits && pairs >= 10 && changes >= expected * pairs && Entropy(value) >= 3.3;
    }

    private static bool IsPlaceholder(ReadOnlySpan<char> value) => value.ContainsAny(Placeholders);

    /// <summary>Shannon's entropy of the characters, in bits per character.</summary>
    private static double Entropy(ReadOnlySpan<char> value)
    {
        Span<int> counts = stackalloc int[128];
        counts.Clear();
        foreach (var c in value)
        {
            counts[c & 127]++;
        }

        var entropy = 0.0;
        foreach (var count in counts)
        {
            entropy -= count == 0 ? 0 : (double)count / value.Length * Math.Log2((double)count / value.Length);
        }

        return entropy;
    }
}
