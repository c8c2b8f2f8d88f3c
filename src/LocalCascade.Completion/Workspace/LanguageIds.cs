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

    /// <summary>The id for a path; <c>plaintext</c> when its ending is not known.</summary>
    public static string Of(string path) => ByExtension.GetValueOrDefault(Path.GetExtension(path), "plaintext");

    /// <summary>Whether a path's ending is that of source code.</summary>
    public static bool IsCode(string path) => ByExtension.ContainsKey(Path.GetExtension(path));
}
