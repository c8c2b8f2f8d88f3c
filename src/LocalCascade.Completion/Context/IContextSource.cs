using LocalCascade.Completion.Documents;
using LocalCascade.Wire;

namespace LocalCascade.Completion.Context;

/// <summary>Where text from elsewhere comes from that helps to complete at a place: open documents today, definitions and an index later.</summary>
internal interface IContextSource
{
    /// <summary>Finds what is worth sending along.</summary>
    /// <param name="document">The document that is completed.</param>
    /// <param name="offset">The cursor.</param>
    /// <param name="draft">What the local tier would answer: a better question than the text before the cursor alone; empty for none.</param>
    /// <returns>The most important last, nearest to the prompt.</returns>
    IReadOnlyList<ContextFile> Find(DocumentSnapshot document, int offset, string draft);
}
