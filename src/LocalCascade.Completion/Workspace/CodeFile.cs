using LocalCascade.Completion.Documents;

namespace LocalCascade.Completion.Workspace;

/// <summary>A file's lines: packed ones of a file on disk, or an open document's, which change with every edit; only the edited ones are read again.</summary>
internal sealed class CodeFile
{
    private const int MostLinesCounted = 20_000;

    private readonly List<CodeLine> _lines;
    private long _bytes;

    /// <summary>A file on disk.</summary>
    public CodeFile(string name, string folder, string languageId, PackedLines lines)
    {
        (Name, Folder, LanguageId, Lines, _lines) = (name, folder, languageId, lines, []);
    }

    private CodeFile(CodeFile packed, int mostLines)
    {
        (Name, Folder, LanguageId, Lines) = (packed.Name, packed.Folder, packed.LanguageId, _lines = [.. packed.Lines.Take(mostLines)]);
        _bytes = _lines.Sum(line => (long)line.Bytes);
    }

    private CodeFile(string name, string languageId, IEnumerable<string> lines)
    {
        (Name, Folder, LanguageId, Lines) = (name, FileName.FolderOf(name), languageId, _lines = []);
        foreach (var line in lines)
        {
            Add(line);
        }
    }

    /// <summary>As <see cref="FileName.Of"/> gives it.</summary>
    public string Name { get; }

    public string Folder { get; }

    public string LanguageId { get; }

    public IReadOnlyList<CodeLine> Lines { get; }

    /// <summary>What an open document's lines cost in memory.</summary>
    public long Bytes => _bytes + (Counts?.Bytes ?? 0);

    /// <summary>Which tokens stand in a row and how often, kept up with every edit; null while nobody counts them.</summary>
    public NGramCounts? Counts { get; private set; }

    /// <summary>The text of an open document that <see cref="Lines"/> stand for; null for a file on disk.</summary>
    public SourceText? Text { get; private set; }

    public static CodeFile From(DocumentSnapshot document)
    {
        var file = new CodeFile(FileName.Of(document.Uri), document.LanguageId, ReadLines(document.Text, 0, document.Text.LineCount - 1)) { Text = document.Text };
        return file;
    }

    /// <summary>Begins or ends counting; a file that is too long for code is not counted.</summary>
    public void Count(bool count)
    {
        if (count == Counts is not null || (count && _lines.Count > MostLinesCounted))
        {
            return;
        }

        Counts = count ? new() : null;
        foreach (var line in count ? _lines : [])
        {
            Counts!.Add(line);
        }
    }

    /// <summary>A copy whose first lines need no unpacking.</summary>
    public CodeFile Unpack(int mostLines) => new(this, mostLines);

    /// <summary>Brings the lines up to a newer text: those before the first and behind the last difference stay.</summary>
    public void Update(SourceText text, IReadOnlyList<TextChange> changes)
    {
        if (Text is not { } before || changes.Count != 1)
        {
            Replace(text);
            return;
        }

        var change = changes[0];
        var first = before.GetLineOfOffset(change.Start);
        var lastBefore = before.GetLineOfOffset(change.Start + change.Length);
        var last = text.GetLineOfOffset(Math.Min(text.Length, change.Start + change.NewText.Length));

        // A \r\n that the edit split or joined moves a line's border outside the edited lines.
        if (text.LineCount - before.LineCount != last - lastBefore || first > text.LineCount - 1)
        {
            Replace(text);
            return;
        }

        for (var i = first; i <= lastBefore; i++)
        {
            _bytes -= _lines[i].Bytes;
            Counts?.Remove(_lines[i]);
        }

        _lines.RemoveRange(first, lastBefore - first + 1);
        var added = ReadLines(text, first, last).Select(line => new CodeLine(line)).ToArray();
        _lines.InsertRange(first, added);
        foreach (var line in added)
        {
            _bytes += line.Bytes;
            Counts?.Add(line);
        }

        Text = text;
    }

    private void Replace(SourceText text)
    {
        _lines.Clear();
        Counts?.Clear();
        _bytes = 0;
        foreach (var line in ReadLines(text, 0, text.LineCount - 1))
        {
            Add(line);
        }

        Text = text;
    }

    private void Add(string line)
    {
        var added = new CodeLine(line);
        _lines.Add(added);
        _bytes += added.Bytes;
        Counts?.Add(added);
    }

    private static IEnumerable<string> ReadLines(SourceText text, int first, int last)
    {
        for (var i = first; i <= last; i++)
        {
            var line = text.GetLine(i);
            yield return text.ToString(line.Start, Math.Min(line.Length, 1000));
        }
    }
}
