namespace LocalCascade.Yardstick;

/// <summary>A file of a package.</summary>
/// <param name="Uri">Its address as an editor would name it.</param>
/// <param name="LanguageId">LSP language id.</param>
/// <param name="Text">Its text, line breaks as \n.</param>
internal sealed record SourceFile(string Uri, string LanguageId, string Text);
