using FsCheck;
using FsCheck.Fluent;
using LocalCascade.Completion.Documents;

namespace LocalCascade.Completion.Tests.Documents;

/// <summary>Texts and edits that hurt: every line break, halves of surrogate pairs, and pieces long enough to spread over several leaves.</summary>
internal static class TextGenerators
{
    private static readonly string[] Fragments =
    [
        "a", "b ", "\n", "\r\n", "\r", "\n\r", "é", "中", "😀", "😀"[..1], "😀"[1..], "\t", "    if (x)\n", "", "x = \"ü\";\r\n", "\uFEFF", "\0",
    ];

    private static readonly string[] LongFragments =
    [
        Repeat("word ", 300), Repeat("\r\n", 900), Repeat("😀", 1100), "a" + Repeat("\r\n", 1200), "b" + Repeat("😀", 1300), Repeat("line of code;\n", 200),
        Repeat("ß\r", 700),
    ];

    /// <summary>Up to some 20,000 units.</summary>
    public static Gen<string> Text { get; } =
        from count in Gen.Choose(0, 25)
        from pieces in Gen.Frequency((12, Gen.Elements(Fragments)), (1, Gen.Elements(LongFragments))).ListOf(count)
        select string.Concat(pieces);

    /// <summary>Up to a few units.</summary>
    public static Gen<string> ShortText { get; } =
        from count in Gen.Choose(0, 4)
        from pieces in Gen.Elements(Fragments).ListOf(count)
        select string.Concat(pieces);

    /// <summary>A place, as a fraction of the text, and how much is replaced from there by what.</summary>
    public static Gen<(double Place, int Length, string NewText)> Edit { get; } =
        from place in Gen.Choose(0, 1000)
        from length in Gen.Frequency((4, Gen.Constant(0)), (4, Gen.Choose(1, 3)), (1, Gen.Choose(0, 9000)))
        from text in Gen.Frequency((6, ShortText), (1, Text))
        select (place / 1000.0, length, text);

    public static Gen<PositionEncoding> Encoding { get; } = Gen.Elements(Enum.GetValues<PositionEncoding>());

    /// <summary>Turns a generated edit into one that lies inside a text of <paramref name="length"/> units.</summary>
    public static TextChange Fit((double Place, int Length, string NewText) edit, int length)
    {
        var start = (int)(edit.Place * length);
        return new(start, Math.Min(edit.Length, length - start), edit.NewText);
    }

    public static void Check<T>(Gen<T> gen, Func<T, bool> property, int count = 300) =>
        Prop.ForAll(gen.ToArbitrary(), property).Check(Config.QuickThrowOnFailure.WithMaxTest(count).WithQuietOnSuccess(true));

    private static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));
}
