namespace LocalCascade.Completion.Rules;

/// <summary>Why git ignores a file.</summary>
/// <param name="Pattern">The pattern that decides.</param>
/// <param name="File">The full path of the file that it is written in.</param>
internal readonly record struct GitExclusion(IgnorePattern Pattern, string File);
