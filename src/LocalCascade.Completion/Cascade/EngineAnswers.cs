using LocalCascade.Completion.Documents;

namespace LocalCascade.Completion.Cascade;

/// <summary>
/// One engine's view of the answers that engines share. A file is the same one in every editor; what has no path, such as
/// <c>untitled:Untitled-1</c>, is each editor's own, though they give it the same name. Answers are found by what made them
/// (<see cref="AnswerMaker"/>), rejections by everybody. Thread-safe.
/// </summary>
/// <param name="shared">The answers.</param>
/// <param name="owner">A name that no other engine has.</param>
internal sealed class EngineAnswers(AnswerCache shared, string owner)
{
    private volatile bool _isServed;

    /// <summary>How many answers this engine wants kept; 0: none is served to it.</summary>
    public int Capacity
    {
        set
        {
            _isServed = value > 0;
            shared.SetCapacity(owner, value);
        }
    }

    public void Add(DocumentSnapshot document, int offset, CompletionItem item, string maker) => shared.Add(Own(document), offset, item, maker);

    public bool TryGet(DocumentSnapshot document, int offset, string maker, out CachedAnswer answer)
    {
        if (_isServed)
        {
            return shared.TryGet(Own(document), offset, maker, out answer);
        }

        answer = default;
        return false;
    }

    public bool IsRejected(DocumentSnapshot document, int offset, string ghostText) => shared.IsRejected(Own(document), offset, ghostText);

    public bool HasRejection(DocumentSnapshot document, int offset) => shared.HasRejection(Own(document), offset);

    public void Reject(string itemId) => shared.Reject(itemId);

    public void Remove(string uri) => shared.Remove(Own(uri));

    /// <summary>The engine has ended: its wish for room counts no more. What it answered stays for the others.</summary>
    public void End() => shared.SetCapacity(owner, 0);

    private DocumentSnapshot Own(DocumentSnapshot document) => Own(document.Uri) is var uri && ReferenceEquals(uri, document.Uri) ? document : document with { Uri = uri };

    private string Own(string uri) => uri.StartsWith("file:", StringComparison.OrdinalIgnoreCase) || DocumentUri.ToPath(uri) is not null ? uri : $"{uri}#{owner}";
}
