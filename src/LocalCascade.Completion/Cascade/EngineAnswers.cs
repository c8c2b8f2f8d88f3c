using LocalCascade.Completion.Documents;

namespace LocalCascade.Completion.Cascade;

/// <summary>
/// One engine's view of the answers that engines share. A file is the same one in every editor; what has no path, such as
/// <c>untitled:Untitled-1</c>, is each editor's own, though they give it the same name. Thread-safe.
/// </summary>
/// <param name="shared">The answers.</param>
/// <param name="owner">A name that no other engine has.</param>
internal sealed class EngineAnswers(AnswerCache shared, string owner)
{
    public int Capacity
    {
        set => shared.Capacity = value;
    }

    public void Add(DocumentSnapshot document, int offset, CompletionItem item) => shared.Add(Own(document), offset, item);

    public bool TryGet(DocumentSnapshot document, int offset, out CachedAnswer answer) => shared.TryGet(Own(document), offset, out answer);

    public bool IsRejected(DocumentSnapshot document, int offset, string ghostText) => shared.IsRejected(Own(document), offset, ghostText);

    public bool HasRejection(DocumentSnapshot document, int offset) => shared.HasRejection(Own(document), offset);

    public void Reject(string itemId) => shared.Reject(itemId);

    public void Remove(string uri) => shared.Remove(Own(uri));

    public void Clear() => shared.Clear();

    private DocumentSnapshot Own(DocumentSnapshot document) => Own(document.Uri) is var uri && ReferenceEquals(uri, document.Uri) ? document : document with { Uri = uri };

    private string Own(string uri) => uri.StartsWith("file:", StringComparison.OrdinalIgnoreCase) || DocumentUri.ToPath(uri) is not null ? uri : $"{uri}#{owner}";
}
