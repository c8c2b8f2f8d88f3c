using System.Collections.Concurrent;

namespace LocalCascade.Completion.Documents;

/// <summary>
/// The documents that editors hold open, and the only place where they change. Notifications come one at a time, in protocol
/// order; snapshots may be read from any thread.
/// </summary>
public sealed class DocumentStore
{
    private readonly ConcurrentDictionary<string, DocumentSnapshot> _documents = new(StringComparer.Ordinal);

    /// <summary>Count of open documents.</summary>
    public int Count => _documents.Count;

    /// <summary>All open documents as they stand now, in no order.</summary>
    public IReadOnlyList<DocumentSnapshot> Snapshots => [.. _documents.Values];

    /// <summary>The document of that uri (compared character by character), or null when it is not open.</summary>
    public DocumentSnapshot? Get(string uri) => _documents.GetValueOrDefault(uri);

    /// <summary>Opens a document; one already open under that uri is replaced.</summary>
    /// <exception cref="ArgumentException"><paramref name="text"/> is longer than <see cref="SourceText.MaxLength"/>.</exception>
    public DocumentSnapshot Open(string uri, string languageId, int version, string text)
    {
        ArgumentNullException.ThrowIfNull(uri);
        ArgumentNullException.ThrowIfNull(languageId);
        return _documents[uri] = new(uri, languageId, version, SourceText.From(text));
    }

    /// <summary>
    /// Applies an editor's changes in order. Positions outside the text are clamped to it, as LSP asks. A whole text is taken as
    /// the one replacement that leads to it, so that caches of the untouched parts live on.
    /// </summary>
    /// <returns>The document afterwards and the replacements made; null, with nothing done, when no document of that uri is open.</returns>
    /// <exception cref="ArgumentException">The text would become longer than <see cref="SourceText.MaxLength"/>; nothing was changed.</exception>
    public DocumentUpdate? Change(string uri, int version, IReadOnlyList<DocumentChange> changes, PositionEncoding encoding)
    {
        ArgumentNullException.ThrowIfNull(uri);
        ArgumentNullException.ThrowIfNull(changes);
        if (!_documents.TryGetValue(uri, out var document))
        {
            return null;
        }

        var text = document.Text;
        var applied = new List<TextChange>(changes.Count);
        foreach (var change in changes)
        {
            var replacement = change.Range is { } range ? Locate(text, range, change.NewText, encoding) : FindDifference(text, change.NewText);
            if (replacement.Length > 0 || replacement.NewText.Length > 0)
            {
                text = text.WithChange(replacement);
                applied.Add(replacement);
            }
        }

        document = document with { Version = version, Text = text };
        _documents[uri] = document;
        return new(document, applied);
    }

    /// <summary>Closes a document.</summary>
    /// <returns>Whether it was open.</returns>
    public bool Close(string uri) => _documents.TryRemove(uri, out _);

    private static TextChange Locate(SourceText text, TextRange range, string newText, PositionEncoding encoding)
    {
        var start = text.GetOffset(range.Start, encoding);
        var end = text.GetOffset(range.End, encoding);
        return new(Math.Min(start, end), Math.Abs(end - start), newText);
    }

    /// <summary>What remains between the beginning and the end that both texts share.</summary>
    private static TextChange FindDifference(SourceText text, string newText)
    {
        var shorter = Math.Min(text.Length, newText.Length);
        var start = 0;
        while (start < shorter)
        {
            var window = text.GetWindow(start);
            var common = window.CommonPrefixLength(newText.AsSpan(start));
            start += common;
            if (common < window.Length)
            {
                break;
            }
        }

        var end = 0;
        while (end < shorter - start && text[text.Length - end - 1] == newText[^(end + 1)])
        {
            end++;
        }

        return new(start, text.Length - start - end, newText[start..^end]);
    }
}
