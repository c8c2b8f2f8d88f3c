using System.Runtime.CompilerServices;
using LocalCascade.Completion.Documents;
using LocalCascade.Wire;

namespace LocalCascade.Completion.Context;

/// <summary>
/// Finds the parts of other open documents that are most like what is being written: windows of lines by the share of words
/// that they have in common (Jaccard's index) with the lines before the cursor and the local tier's draft. With the draft in
/// the question this is one round of iterative retrieval (RepoCoder, arXiv 2303.12570).
/// </summary>
/// <param name="documents">The open documents that may be sent, those worked on last first.</param>
/// <param name="nameOf">The name that a document is sent by.</param>
internal sealed class OpenDocumentContext(Func<IEnumerable<DocumentSnapshot>> documents, Func<DocumentSnapshot, string> nameOf) : IContextSource
{
    private const int MostDocuments = 20;
    private const int WindowLines = 40;
    private const int Step = 20;
    private const int MostWindows = 100;
    private const int QueryLines = 30;
    private const int Parts = 3;
    private const int MostCharacters = 6_000;
    private const int LeastWordLength = 3;

    // Below this the likeness is that of any two files of a language.
    private const double LeastScore = 0.08;

    private readonly ConditionalWeakTable<SourceText, Window[]> _windows = [];

    public IReadOnlyList<ContextFile> Find(DocumentSnapshot document, int offset, string draft)
    {
        var query = WordsOf(document, offset, draft);
        var found = new List<(double Score, DocumentSnapshot Document, Window Window)>();
        foreach (var other in documents().Where(other => other.Uri != document.Uri).Take(MostDocuments))
        {
            // The best part of each document: three parts of one say less than one of three.
            var best = _windows.GetValue(other.Text, Cut).Select(window => (Score: Likeness(query, window.Words), other, window)).MaxBy(entry => entry.Score);
            if (best.Score >= LeastScore)
            {
                found.Add(best);
            }
        }

        var parts = new List<ContextFile>();
        var room = MostCharacters;
        foreach (var (_, other, window) in found.OrderByDescending(entry => entry.Score).Take(Parts))
        {
            var text = other.Text.ToString(window.Start, Math.Min(window.Length, room));
            room -= text.Length;
            if (text.Length > 0)
            {
                parts.Insert(0, new(nameOf(other), text));
            }
        }

        return parts;
    }

    private static HashSet<int> WordsOf(DocumentSnapshot document, int offset, string draft)
    {
        var text = document.Text;
        var start = text.GetLine(Math.Max(0, text.GetLineOfOffset(offset) - QueryLines)).Start;
        var words = new HashSet<int>();
        AddWords(words, text.ToString(start, offset - start));
        AddWords(words, draft);
        return words;
    }

    private static Window[] Cut(SourceText text)
    {
        var windows = new List<Window>();
        for (var line = 0; line < text.LineCount && windows.Count < MostWindows; line += Step)
        {
            var (start, end) = (text.GetLine(line).Start, text.GetLine(Math.Min(text.LineCount - 1, line + WindowLines - 1)).End);
            var words = new HashSet<int>();
            AddWords(words, text.ToString(start, end - start));
            windows.Add(new(start, end - start, words));
        }

        return [.. windows];
    }

    private static double Likeness(HashSet<int> a, HashSet<int> b)
    {
        var (fewer, more) = a.Count < b.Count ? (a, b) : (b, a);
        var common = fewer.Count(more.Contains);
        return common == 0 ? 0 : (double)common / (a.Count + b.Count - common);
    }

    private static void AddWords(HashSet<int> words, ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            var start = 0;
            while (start < text.Length && !char.IsLetter(text[start]) && text[start] != '_')
            {
                start++;
            }

            var end = start;
            while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] == '_'))
            {
                end++;
            }

            if (end - start >= LeastWordLength)
            {
                words.Add(string.GetHashCode(text[start..end]));
            }

            text = text[end..];
        }
    }

    private sealed record Window(int Start, int Length, HashSet<int> Words);
}
