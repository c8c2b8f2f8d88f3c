namespace LocalCascade.Completion.Cascade;

/// <summary>An earlier answer that still continues what was typed.</summary>
/// <param name="Item">The rest of it, placed in the document asked about; <see cref="CompletionItem.FromCache"/> is set and the id is the first answer's.</param>
/// <param name="TypedLength">How much of the first answer's ghost text has been typed since, in UTF-16 units.</param>
internal readonly record struct CachedAnswer(CompletionItem Item, int TypedLength);
