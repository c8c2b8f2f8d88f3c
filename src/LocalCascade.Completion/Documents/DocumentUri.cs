namespace LocalCascade.Completion.Documents;

/// <summary>Reads the file's path out of a document's uri.</summary>
public static class DocumentUri
{
    /// <summary>
    /// The path that a uri names, whatever its scheme (<c>file:</c>, and editors' views of files such as <c>git:</c> or
    /// <c>vscode-notebook-cell:</c>); null when it names none, as <c>untitled:Untitled-1</c>.
    /// </summary>
    public static string? ToPath(string uri)
    {
        ArgumentNullException.ThrowIfNull(uri);
        if (Path.IsPathFullyQualified(uri))
        {
            return uri;
        }

        if (!Uri.TryCreate(uri, UriKind.Absolute, out var parsed))
        {
            return null;
        }

        var path = parsed.IsFile ? parsed.LocalPath : Uri.UnescapeDataString(parsed.AbsolutePath);

        // VS Code writes file:///c%3A/folder, whose path .NET takes for one that begins with a slash.
        if (OperatingSystem.IsWindows() && path.Length > 2 && path[0] is '/' or '\\' && path[2] == ':')
        {
            path = path[1..];
        }

        return Path.IsPathFullyQualified(path) ? path : null;
    }
}
