using System.Text;
using LocalCascade.Tests;

namespace LocalCascade.Inference.Tests.Tokenization;

/// <summary>Texts to tokenize: this repository's own sources in several languages, and random Unicode.</summary>
internal static class SampleTexts
{
    public static readonly string[] Sources =
    [
        .. new[]
        {
            "src/LocalCascade.Inference/Native/Ort.cs",
            "tests/LocalCascade.Inference.Tests/Fixtures/generate.py",
            "samples/queue.ts",
            "tests/LocalCascade.EndToEnd/client/scenarios.mjs",
            "build.sh",
            "src/editors/neovim/lua/localcascade/suggest.lua",
        }.Select(path => File.ReadAllText(RepositoryRoot.Combine(path.Split('/')))),
    ];

    private static readonly string[] Pieces =
    [
        "a", "Z", "foo", "  ", "    ", "\t", "\n", "\r\n", "\n\n\n", " ", "'s", "'LL", "0", "12345", "³", "½", "é", "e\u0301", "ß", "日本語", "가나", "ا", "😀", "👩‍👩‍👧", "𝒳", "𝟘", "\u0301", "…", "—", "_", "()", "{}", "=>", "//", "\u00A0", "\u200B", "\u3000", "\uFEFF", "▁", "\0", "\u001b",
    ];

    /// <summary>A text that depends on the seed alone: everyday pieces and any code points, but no lone surrogates.</summary>
    public static string RandomUnicode(int seed)
    {
        var random = new Random(seed);
        var text = new StringBuilder();
        for (var i = random.Next(60); i > 0; i--)
        {
            if (random.Next(3) > 0)
            {
                text.Append(Pieces[random.Next(Pieces.Length)]);
            }
            else
            {
                var plane = random.Next(4) == 0 ? random.Next(0x10000, 0x30000) : random.Next(0x20, 0x3000);
                text.Append(new Rune(plane).ToString());
            }
        }

        return text.ToString();
    }
}
