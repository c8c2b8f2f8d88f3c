using LocalCascade.Completion.Documents;

namespace LocalCascade.Completion.Telemetry;

/// <summary>An accepted text and where it stands now. Not thread-safe.</summary>
internal sealed class TrackedText(string id, string uri, int offset, string inserted)
{
    // How far from the place where it was offered the text is looked for, when edits came in between.
    private const int SearchRadius = 500;

    private int _offered = offset;

    /// <summary>The record's id.</summary>
    public string Id => id;

    /// <summary>The document.</summary>
    public string Uri => uri;

    /// <summary>The text as it was accepted.</summary>
    public string Inserted => inserted;

    /// <summary>Where what is left of it begins, in UTF-16 units; means nothing until <see cref="IsFound"/>.</summary>
    public int Start { get; private set; }

    /// <summary>Where it ends.</summary>
    public int End { get; private set; }

    /// <summary>Whether the text has been seen in the document.</summary>
    public bool IsFound { get; private set; }

    /// <summary>How many times it has been measured.</summary>
    public int Checked { get; set; }

    /// <summary>Runs out when it is to be measured next.</summary>
    public ITimer? Timer { get; set; }

    /// <summary>Looks for the text exactly where it was offered.</summary>
    public void FindThere(SourceText text)
    {
        if (!IsFound && _offered >= 0 && _offered + inserted.Length <= text.Length && text.ToString(_offered, inserted.Length) == inserted)
        {
            Begin(_offered);
        }
    }

    /// <summary>Looks for the text where it was offered, then around there, the nearest first.</summary>
    public void FindNear(SourceText text)
    {
        if (IsFound)
        {
            return;
        }

        var from = Math.Clamp(_offered - SearchRadius, 0, text.Length);
        var around = text.ToString(from, Math.Min(text.Length - from, (2 * SearchRadius) + inserted.Length));
        var best = -1;
        for (var at = around.IndexOf(inserted, StringComparison.Ordinal); at >= 0; at = around.IndexOf(inserted, at + 1, StringComparison.Ordinal))
        {
            if (best < 0 || Math.Abs(from + at - _offered) < Math.Abs(from + best - _offered))
            {
                best = at;
            }
        }

        if (best >= 0)
        {
            Begin(from + best);
        }
    }

    /// <summary>
    /// Follows an edit. What touches the text becomes part of what is compared with it: it may be the text, deleted and typed
    /// again.
    /// </summary>
    public void Apply(TextChange change)
    {
        var (end, delta) = (change.Start + change.Length, change.NewText.Length - change.Length);
        if (!IsFound)
        {
            _offered += end < _offered ? delta : 0;
        }
        else if (end < Start)
        {
            (Start, End) = (Start + delta, End + delta);
        }
        else if (change.Start <= End)
        {
            (Start, End) = (Math.Min(Start, change.Start), Math.Max(End, end) + delta);
        }
    }

    private void Begin(int start) => (Start, End, IsFound) = (start, start + inserted.Length, true);
}
