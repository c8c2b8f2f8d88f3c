using System.Collections.Frozen;

namespace LocalCascade.Completion.Workspace;

/// <summary>LSP language ids by file ending, for files that no editor opened.</summary>
public static class LanguageIds
{
    private static readonly FrozenDictionary<string, string> ByExtension = new Dictionary<string, string>
    {
        [".c"] = "c",
        [".h"] = "c",
        [".cc"] = "cpp",
        [".cpp"] = "cpp",
        [".hpp"] = "cpp",
        [".cs"] = "csharp",
        [".css"] = "css",
        [".fs"] = "fsharp",
        [".go"] = "go",
        [".html"] = "html",
        [".java"] = "java",
        [".js"] = "javascript",
        [".jsx"] = "javascriptreact",
        [".json"] = "json",
        [".kt"] = "kotlin",
        [".lua"] = "lua",
        [".md"] = "markdown",
        [".php"] = "php",
        [".py"] = "python",
        [".rb"] = "ruby",
        [".rs"] = "rust",
        [".scala"] = "scala",
        [".sh"] = "shellscript",
        [".sql"] = "sql",
        [".swift"] = "swift",
        [".toml"] = "toml",
        [".ts"] = "typescript",
        [".tsx"] = "typescriptreact",
        [".xml"] = "xml",
        [".yaml"] = "yaml",
        [".yml"] = "yaml",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> BySpan = ByExtension.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Endings of source code, each with its dot.</summary>
    public static IReadOnlyCollection<string> Extensions => ByExtension.Keys;

    /// <summary>The id for a path or name; <c>plaintext</c> when its ending is not known.</summary>
    public static string Of(ReadOnlySpan<char> path) => BySpan.TryGetValue(Path.GetExtension(path), out var id) ? id : "plaintext";

    /// <summary>Whether the ending of a path or name is that of source code.</summary>
    public static bool IsCode(ReadOnlySpan<char> path) => BySpan.ContainsKey(Path.GetExtension(path));
}
