using System.Diagnostics;

namespace LocalCascade.Yardstick;

/// <summary>
/// The simplest thing that works, to compare with: looks in the open file for the longest run of characters that also stands right
/// before the cursor, and copies what follows there. Its confidence is the run's length squeezed into 0 to 1, no probability.
/// </summary>
internal sealed class SameFileCompleter : ICompleter
{
    public const string Id = "same-file";

    private const int LongestRun = 400;
    private const double HalfSure = 20;

    public string Name => Id;

    public ValueTask<Answer> CompleteAsync(PackageHole place, CancellationToken cancellationToken)
    {
        var text = place.Hole.TextWithout;
        var started = Stopwatch.GetTimestamp();
        var (at, length) = FindLongest(text, place.Hole.Offset);
        var answer = at < 0 ? "" : Copy(text, at, place.IsBlock ? HoleCutter.MostBodyLines : 1);
        return new(new Answer(answer, answer.Length == 0 ? 0 : length / (length + HalfSure), Stopwatch.GetElapsedTime(started)));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    // Of equally long ones the nearest above the cursor, else the first below.
    internal static (int At, int Length) FindLongest(string text, int cursor)
    {
        var (best, longest) = (-1, 0);
        var afterSpace = cursor > 0 && char.IsWhiteSpace(text[cursor - 1]);
        for (var i = 1; i < text.Length; i++)
        {
            // Not the hole itself, not where nothing follows, and no indentation behind indentation.
            if (i == cursor || text[i] is '\n' or '\r' || (afterSpace && char.IsWhiteSpace(text[i])))
            {
                continue;
            }

            var length = 0;
            var most = Math.Min(LongestRun, Math.Min(i, cursor));
            while (length < most && text[i - 1 - length] == text[cursor - 1 - length])
            {
                length++;
            }

            if (length > longest || (length == longest && length > 0 && i < cursor))
            {
                (best, longest) = (i, length);
            }
        }

        return (best, longest);
    }

    // Lines below as long as they are indented like the first, or deeper.
    private static string Copy(string text, int at, int lines)
    {
        var lineStart = text.LastIndexOf('\n', at - 1) + 1;
        var indent = IndentOf(text, lineStart);
        var end = EndOf(text, at);
        for (var i = 1; i < lines && end < text.Length; i++)
        {
            var next = end + 1;
            var nextEnd = EndOf(text, next);
            var isBlank = string.IsNullOrWhiteSpace(text[next..nextEnd]);
            if (!isBlank && IndentOf(text, next) < indent)
            {
                break;
            }

            end = nextEnd;
        }

        return text[at..end].TrimEnd();
    }

    private static int EndOf(string text, int at) => text.IndexOf('\n', at) is >= 0 and var end ? end : text.Length;

    private static int IndentOf(string text, int lineStart)
    {
        var at = lineStart;
        while (at < text.Length && text[at] is ' ' or '\t')
        {
            at++;
        }

        return at - lineStart;
    }
}
