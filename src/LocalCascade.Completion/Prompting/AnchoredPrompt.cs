using System.Buffers;
using LocalCascade.Completion.Documents;
using LocalCascade.Completion.Observing;
using LocalCascade.Inference.Decoding;
using LocalCascade.Inference.Models;
using LocalCascade.Inference.Tokenization;

namespace LocalCascade.Completion.Prompting;

/// <summary>
/// One document's prompt, laid out so that a keystroke only appends to it (the idea of EFIM, arXiv 2505.21889, done for any
/// FIM model):
/// <code>
/// middle marker last:  [start][prefix up to the anchor][marker][suffix][marker] | typed since the anchor
/// prefix last:         [start][suffix][marker]                                  | prefix, growing
/// </code>
/// What is left of the bar stays as it was at the anchor, the start of the line that the cursor was on. The prompt is
/// anchored anew when the cursor leaves, an edit lands elsewhere, or the growing part outgrows its budget.
/// Not thread-safe.
/// </summary>
internal sealed class AnchoredPrompt(Tokenizer tokenizer, FimTemplate template)
{
    // Shares of the budget. A suffix helps to know where to stop and needs little; the rest is for what comes before.
    private const double SuffixShare = 0.25;
    private const double TailShare = 0.25;

    // A new window is filled to this share of its budget, so that it can stay where it is while the user types on.
    private const double FreshFill = 0.7;

    // Source code has 2.5 to 4.5 characters a token; windows are cut generously by this and then measured in tokens.
    private const int CharsPerToken = 4;

    // Editors insert and overtype closing brackets and quotes at the cursor by themselves; that is no other suffix.
    private static readonly SearchValues<char> Closers = SearchValues.Create(")]}>\"'`;,");
    private const int MostClosers = 8;

    private readonly List<int> _fixed = [];
    private readonly List<int> _growing = [];
    private string _prefix = "";
    private string _suffix = "";
    private int _windowStart;
    private int _anchor = -1;
    private int _mostGrowth;
    private int _prefixTokens;
    private int _suffixTokens;
    private int _budget;

    /// <summary>Lays out the prompt for a cursor.</summary>
    /// <param name="text">The document.</param>
    /// <param name="offset">The cursor.</param>
    /// <param name="budget">The most tokens of the whole prompt, at least 64.</param>
    public PromptTokens LayOut(SourceText text, int offset, int budget)
    {
        var anchored = budget != _budget || !Holds(text, offset);
        if (anchored)
        {
            Anchor(text, offset, budget);
        }

        EncodeGrowing(text, offset);
        if (_fixed.Count + _growing.Count > budget && !anchored)
        {
            Anchor(text, offset, budget);
            EncodeGrowing(text, offset);
            anchored = true;
        }

        var growing = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_growing);
        var takenBack = TokenHealing.TakeBack(tokenizer, growing, out var healing);
        growing = growing[..^takenBack];

        // A line longer than the whole budget: its end is what matters.
        if (_fixed.Count + growing.Length > budget)
        {
            growing = growing[(_fixed.Count + growing.Length - budget)..];
        }

        return new([.. _fixed, .. growing], healing, anchored) { Layout = Describe(growing.Length, healing.Length, anchored) };
    }

    private PromptLayout Describe(int growing, int healing, bool anchored) => new()
    {
        Budget = _budget,
        Prefix = template.PrefixGrows ? Math.Min(growing, _prefixTokens) : _prefixTokens,
        Suffix = _suffixTokens,
        Typed = template.PrefixGrows ? growing - Math.Min(growing, _prefixTokens) : growing,
        Markers = _fixed.Count - _suffixTokens - (template.PrefixGrows ? 0 : _prefixTokens),
        HealedBytes = healing,
        Anchored = anchored,
    };

    private void EncodeGrowing(SourceText text, int offset)
    {
        var start = template.PrefixGrows ? _windowStart : _anchor;
        _growing.Clear();
        tokenizer.Encode(text.ToString(start, offset - start), _growing);
    }

    // Whether the layout still fits: nothing changed but the text between the anchor and the cursor.
    private bool Holds(SourceText text, int offset)
    {
        if (_anchor < 0 || offset < _anchor || offset - _anchor > _mostGrowth || _anchor > text.Length)
        {
            return false;
        }

        return Matches(text, _windowStart, _prefix) && SuffixAgrees(text, offset);
    }

    private bool SuffixAgrees(SourceText text, int offset)
    {
        var now = offset + CountClosers(i => offset + i < text.Length ? text[offset + i] : '\0');
        var then = CountClosers(i => i < _suffix.Length ? _suffix[i] : '\0');
        return Matches(text, now, _suffix.AsSpan(then)) || Matches(text, offset, _suffix);

        static int CountClosers(Func<int, char> at)
        {
            var count = 0;
            while (count < MostClosers && Closers.Contains(at(count)))
            {
                count++;
            }

            return count;
        }
    }

    private static bool Matches(SourceText text, int start, ReadOnlySpan<char> expected)
    {
        if (start + expected.Length > text.Length)
        {
            return false;
        }

        var buffer = ArrayPool<char>.Shared.Rent(Math.Max(expected.Length, 1));
        try
        {
            text.CopyTo(start, buffer.AsSpan(0, expected.Length));
            return buffer.AsSpan(0, expected.Length).SequenceEqual(expected);
        }
        finally
        {
            ArrayPool<char>.Shared.Return(buffer);
        }
    }

    private void Anchor(SourceText text, int offset, int budget)
    {
        var keptStart = _anchor >= 0 && _budget == budget && Matches(text, _windowStart, _prefix) ? _windowStart : -1;
        _budget = budget;
        _anchor = text.GetLine(text.GetLineOfOffset(offset)).Start;
        var markers = template.Start.Count + template.Between.Count + template.End.Count;
        var room = budget - markers;
        var tail = (int)(room * TailShare);
        _mostGrowth = Math.Max(tail * CharsPerToken, offset - _anchor);

        var suffixTokens = new List<int>();
        _suffix = CutAfter(text, offset, (int)(room * SuffixShare), suffixTokens);
        var prefixTokens = new List<int>();
        _windowStart = FindWindow(text, keptStart, room - tail - suffixTokens.Count, prefixTokens);
        _prefix = text.ToString(_windowStart, _anchor - _windowStart);
        (_prefixTokens, _suffixTokens) = (prefixTokens.Count, suffixTokens.Count);

        _fixed.Clear();
        _fixed.AddRange(template.Start);
        if (template.PrefixGrows)
        {
            _fixed.AddRange(suffixTokens);
            _fixed.AddRange(template.Between);
        }
        else
        {
            _fixed.AddRange(template.SuffixFirst ? suffixTokens : prefixTokens);
            _fixed.AddRange(template.Between);
            _fixed.AddRange(template.SuffixFirst ? prefixTokens : suffixTokens);
            _fixed.AddRange(template.End);
        }
    }

    // The text behind the cursor, whole lines if it can be, at most `most` tokens.
    private string CutAfter(SourceText text, int offset, int most, List<int> tokens)
    {
        var length = Math.Min(most * CharsPerToken, text.Length - offset);
        var cut = text.ToString(offset, length);
        if (offset + length < text.Length && cut.LastIndexOf('\n') is > 0 and var lineBreak)
        {
            cut = cut[..(lineBreak + 1)];
        }

        tokenizer.Encode(cut, tokens);
        if (tokens.Count > most)
        {
            tokens.RemoveRange(most, tokens.Count - most);
        }

        return cut;
    }

    // Where the prefix's window begins: where it did, if that still fits, so that the KV cache of the prefix serves on.
    private int FindWindow(SourceText text, int keptStart, int most, List<int> tokens)
    {
        if (keptStart >= 0 && keptStart <= _anchor && _anchor - keptStart <= most * CharsPerToken * 2)
        {
            tokenizer.Encode(text.ToString(keptStart, _anchor - keptStart), tokens);
            if (tokens.Count <= most)
            {
                return keptStart;
            }
        }

        var wanted = (int)(most * FreshFill);
        var start = StartOfLine(text, Math.Max(0, _anchor - most * CharsPerToken));
        while (true)
        {
            tokens.Clear();
            tokenizer.Encode(text.ToString(start, _anchor - start), tokens);
            if (tokens.Count <= (start == 0 ? most : Math.Max(wanted, 1)) || start == _anchor)
            {
                return start;
            }

            // Drop the share of lines by which it is too long, and at least one.
            var excess = (int)((_anchor - start) * (1 - (double)wanted / tokens.Count));
            start = Math.Min(_anchor, NextLine(text, Math.Min(_anchor, start + excess)));
        }
    }

    private static int StartOfLine(SourceText text, int offset) => offset == 0 ? 0 : NextLine(text, offset);

    private static int NextLine(SourceText text, int offset) => text.GetLine(text.GetLineOfOffset(offset)).EndIncludingBreak;
}
