using System.Collections.Frozen;

namespace LocalCascade.Completion.Syntax;

/// <summary>What has to be known of a language to tell code from strings and comments, and where its blocks begin and end.</summary>
internal sealed record LanguageSyntax
{
    private static readonly StringSyntax Double = new("\"", "\"", '\\', MultiLine: false);
    private static readonly StringSyntax Single = new("'", "'", '\\', MultiLine: false);
    private static readonly StringSyntax Backtick = new("`", "`", '\\', MultiLine: true);

    private static readonly LanguageSyntax CFamily = new() { LineComments = ["//"], BlockComment = ("/*", "*/"), Strings = [Double, Single] };

    private static readonly LanguageSyntax Python = new()
    {
        LineComments = ["#"],
        Strings = [new("\"\"\"", "\"\"\"", '\\', MultiLine: true), new("'''", "'''", '\\', MultiLine: true), Double, Single],
        BlocksByIndentation = true,
    };

    private static readonly LanguageSyntax Hash = new() { LineComments = ["#"], Strings = [Double, Single] };

    /// <summary>For every language that is not known: brackets and quotes, and the two most common comments.</summary>
    private static readonly LanguageSyntax Any = new() { LineComments = ["//", "#"], Strings = [Double] };

    private static readonly LanguageSyntax Prose = new();

    private static readonly FrozenDictionary<string, LanguageSyntax> Known = new Dictionary<string, LanguageSyntax>
    {
        ["c"] = CFamily,
        ["cpp"] = CFamily,
        ["java"] = CFamily with { Strings = [new("\"\"\"", "\"\"\"", '\\', MultiLine: true), Double, Single] },
        ["csharp"] = CFamily with
        {
            Strings =
            [
                new("\"\"\"", "\"\"\"", '\0', MultiLine: true),
                new("$@\"", "\"", '\0', MultiLine: true), new("@$\"", "\"", '\0', MultiLine: true), new("@\"", "\"", '\0', MultiLine: true),
                Double, Single,
            ],
        },
        ["javascript"] = CFamily with { Strings = [Double, Single, Backtick] },
        ["javascriptreact"] = CFamily with { Strings = [Double, Single, Backtick] },
        ["typescript"] = CFamily with { Strings = [Double, Single, Backtick] },
        ["typescriptreact"] = CFamily with { Strings = [Double, Single, Backtick] },
        ["go"] = CFamily with { Strings = [Double, Single, Backtick with { Escape = '\0' }] },
        // A quote in Rust begins a lifetime as often as a character.
        ["rust"] = CFamily with { Strings = [new("r#\"", "\"#", '\0', MultiLine: true), Double with { MultiLine = true }] },
        ["swift"] = CFamily with { Strings = [new("\"\"\"", "\"\"\"", '\\', MultiLine: true), Double] },
        ["kotlin"] = CFamily with { Strings = [new("\"\"\"", "\"\"\"", '\0', MultiLine: true), Double, Single] },
        ["scala"] = CFamily with { Strings = [new("\"\"\"", "\"\"\"", '\0', MultiLine: true), Double] },
        ["php"] = CFamily with { LineComments = ["//", "#"] },
        ["css"] = CFamily with { LineComments = [] },
        ["scss"] = CFamily,
        ["json"] = new() { Strings = [Double] },
        ["jsonc"] = CFamily with { Strings = [Double] },
        ["python"] = Python,
        ["yaml"] = Hash with { BlocksByIndentation = true },
        ["fsharp"] = new() { LineComments = ["//"], BlockComment = ("(*", "*)"), Strings = [new("\"\"\"", "\"\"\"", '\0', MultiLine: true), Double], BlocksByIndentation = true },
        ["ruby"] = Hash,
        ["shellscript"] = Hash,
        ["sh"] = Hash,
        ["dockerfile"] = Hash,
        ["toml"] = Hash,
        ["lua"] = new() { LineComments = ["--"], Strings = [new("[[", "]]", '\0', MultiLine: true), Double, Single] },
        ["sql"] = new() { LineComments = ["--"], BlockComment = ("/*", "*/"), Strings = [Single] },
        ["html"] = new() { BlockComment = ("<!--", "-->"), Strings = [Double] },
        ["xml"] = new() { BlockComment = ("<!--", "-->"), Strings = [Double] },
        ["markdown"] = Prose,
        ["plaintext"] = Prose,
        ["text"] = Prose,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>What begins a comment that ends with the line.</summary>
    public IReadOnlyList<string> LineComments { get; init; } = [];

    /// <summary>What begins and ends a comment over lines; null for none.</summary>
    public (string Open, string Close)? BlockComment { get; init; }

    /// <summary>String literals, those with longer openers first.</summary>
    public IReadOnlyList<StringSyntax> Strings { get; init; } = [];

    /// <summary>Whether a block is what is indented deeper (Python) rather than what stands in brackets.</summary>
    public bool BlocksByIndentation { get; init; }

    /// <summary>The syntax of an LSP language id.</summary>
    public static LanguageSyntax Get(string languageId) => Known.GetValueOrDefault(languageId, Any);
}
