using LocalCascade.Completion.Documents;

namespace LocalCascade.Completion.Workspace;

/// <summary>What files are known by: a file's path, however an editor writes its uri; another document's uri as it is.</summary>
internal static class FileName
{
    /// <summary>How names are compared.</summary>
    public static StringComparer Comparer { get; } = OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;

    // Edits and questions come for one document many times in a row.
    private static volatile Known? _last;

    /// <summary>The name of a document. Views of a file, such as <c>git:</c>, are other documents than the file.</summary>
    public static string Of(string uri)
    {
        if (!uri.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
        {
            return uri;
        }

        if (_last is not { } last || last.Uri != uri)
        {
            _last = last = new(uri, DocumentUri.ToPath(uri) ?? uri);
        }

        return last.Name;
    }

    /// <summary>A name up to its last separator, this one included; empty when it has none.</summary>
    public static string FolderOf(string name) => name[..(name.AsSpan().LastIndexOfAny('/', '\\') + 1)];

    private sealed record Known(string Uri, string Name);
}
