using System.Diagnostics;

namespace LocalCascade.Yardstick;

/// <summary>
/// A 6-gram over the package's tokens with backoff, to compare with: word after word the one that most often followed the
/// longest run of up to five tokens that is known, until the line ends. The word at the cursor is healed. Its confidence is the
/// product of the shares.
/// </summary>
internal sealed class NGramCompleter : ICompleter
{
    public const string Id = "6-gram";

    private const int MostTokens = 60;

    private Package? _package;
    private NGramIndex? _index;

    public string Name => Id;

    public bool AnswersBlocks => false;

    public ValueTask<Answer> CompleteAsync(PackageHole place, CancellationToken cancellationToken)
    {
        if (_index is null || _package != place.Package)
        {
            (_package, _index) = (place.Package, new NGramIndex(place.Package.Files));
        }

        var hole = place.Hole;
        var started = Stopwatch.GetTimestamp();
        var (text, confidence) = Continue(_index, hole);
        return new(new Answer(text, text.Length == 0 ? 0 : confidence, Stopwatch.GetElapsedTime(started)));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static (string Text, double Confidence) Continue(NGramIndex index, Hole hole)
    {
        var (context, pending) = index.ContextBefore(hole.File.Text[..hole.Offset]);
        var without = index.PositionsOf(hole.File.Uri, hole.Offset, hole.Offset + hole.Expected.Length);
        var text = "";
        var confidence = 1.0;
        for (var i = 0; i < MostTokens; i++)
        {
            if (index.Next(context, pending, without, mayEnd: text.Length > 0) is not var (token, share))
            {
                return ("", 0);
            }

            confidence *= share;
            if (token == NGramIndex.LineBreak)
            {
                break;
            }

            text += index.TextOf(token)[pending.Length..];
            pending = "";
            context.Add(token);
        }

        return (text, confidence);
    }
}
