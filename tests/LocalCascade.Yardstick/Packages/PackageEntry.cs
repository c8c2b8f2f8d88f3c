namespace LocalCascade.Yardstick;

/// <summary>A line of packages.list.</summary>
/// <param name="Set"><c>development</c> or <c>test</c>.</param>
/// <param name="LanguageId">LSP language id.</param>
/// <param name="Kind">Where it comes from: <c>deb</c>, <c>debsrc</c> or <c>npm</c>.</param>
/// <param name="Id">Its name there, with its version where that is pinned.</param>
/// <param name="Folder">The part of it that counts.</param>
/// <param name="Licence">Under which it is handed out.</param>
internal sealed record PackageEntry(string Set, string LanguageId, string Kind, string Id, string Folder, string Licence)
{
    /// <summary>The name without a version.</summary>
    public string Name { get; } = Id.LastIndexOf('@') is > 0 and var at ? Id[..at] : Id;
}
