namespace LocalCascade.Yardstick;

/// <summary>A package that was measured on.</summary>
/// <param name="Name">Its name, with its version where that is pinned.</param>
/// <param name="LanguageId">Its language.</param>
/// <param name="Licence">Its licence.</param>
/// <param name="Files">Files that holes were cut into.</param>
/// <param name="Copies">Files that were left out because their text stands elsewhere too.</param>
internal sealed record PackageFacts(string Name, string LanguageId, string Licence, int Files, int Copies);
