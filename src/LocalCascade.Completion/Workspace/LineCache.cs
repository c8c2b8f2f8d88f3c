namespace LocalCascade.Completion.Workspace;

/// <summary>The lines of packed files that were asked for last: a question looks at most of its lines several times, and the next question at the same ones. Thread-safe.</summary>
/// <param name="size">How many lines; a power of two.</param>
internal sealed class LineCache(int size)
{
    // A line of 40 characters with ten tokens, its entry, and the slot.
    private const int BytesPerLine = 330;

    private readonly Entry?[] _entries = new Entry?[size];

    /// <summary>Roughly what it costs in memory when full.</summary>
    public static long BytesOf(int size) => (long)size * BytesPerLine;

    public CodeLine? Get(int file, int line) =>
        _entries[SlotOf(file, line)] is { } entry && entry.File == file && entry.Number == line ? entry.Line : null;

    public CodeLine Add(int file, int line, CodeLine code)
    {
        _entries[SlotOf(file, line)] = new(file, line, code);
        return code;
    }

    private int SlotOf(int file, int line) => (int)(((uint)file * 2654435769u) + (uint)line) & (_entries.Length - 1);

    private sealed record Entry(int File, int Number, CodeLine Line);
}
