using System.Text.RegularExpressions;

namespace LocalCascade.Inference.Tokenization;

/// <summary>The split patterns of the known families, compiled into the program; any other pattern is compiled when loaded.</summary>
internal static partial class SplitPatterns
{
    /// <summary>GPT-2's pattern, which the ByteLevel pre-tokenizer brings when its <c>use_regex</c> is set.</summary>
    public const string Gpt2 = @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";

    private const string Qwen2 = @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    private const string Llama3 = @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    /// <summary>The matcher for a pattern in the Oniguruma syntax that tokenizer.json uses.</summary>
    /// <exception cref="ArgumentException">The pattern uses what .NET's syntax lacks.</exception>
    public static Regex Get(string pattern) => pattern switch
    {
        Gpt2 => Gpt2Regex(),
        Qwen2 => Qwen2Regex(),
        Llama3 => Llama3Regex(),
        _ => new(pattern, RegexOptions.CultureInvariant),
    };

    [GeneratedRegex(Gpt2, RegexOptions.CultureInvariant)]
    private static partial Regex Gpt2Regex();

    [GeneratedRegex(Qwen2, RegexOptions.CultureInvariant)]
    private static partial Regex Qwen2Regex();

    [GeneratedRegex(Llama3, RegexOptions.CultureInvariant)]
    private static partial Regex Llama3Regex();
}
