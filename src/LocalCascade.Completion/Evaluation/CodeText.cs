namespace LocalCascade.Completion.Evaluation;

/// <summary>A source file that holes are cut into.</summary>
/// <param name="Uri">Its address as an editor would name it.</param>
/// <param name="LanguageId">LSP language id.</param>
/// <param name="Text">Its text.</param>
public sealed record CodeText(string Uri, string LanguageId, string Text);
