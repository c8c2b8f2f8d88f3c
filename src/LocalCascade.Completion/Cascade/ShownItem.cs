using LocalCascade.Completion.Documents;

namespace LocalCascade.Completion.Cascade;

/// <summary>What the user sees while the next suggestion is being computed.</summary>
/// <param name="Document">The document that it was shown in.</param>
/// <param name="Offset">The cursor then.</param>
/// <param name="GhostText">Its text from the cursor on.</param>
internal sealed record ShownItem(DocumentSnapshot Document, int Offset, string GhostText);
