using System.Runtime.CompilerServices;

namespace LocalCascade.Completion.Workspace;

/// <summary>A text that could follow the cursor, and the places that say so.</summary>
internal sealed class Candidate(string text)
{
    public const int Levels = 4;

    private PerLevel _votes;
    private PerLevel _matches;
    private double _score = double.NegativeInfinity;

    public string Text => text;

    /// <summary>Where the best of its places is; null for a text that was composed and stands nowhere.</summary>
    public CodeFile? File { get; private set; }

    public int Line { get; private set; }

    /// <summary>The words exchanged there; null for none.</summary>
    public Substitution? Exchanged { get; private set; }

    /// <summary>What speaks for the best place.</summary>
    public CandidateFeatures Best { get; private set; }

    public int Votes { get; private set; }

    /// <summary>Places that say so without a word exchanged.</summary>
    public int PlainVotes { get; private set; }

    /// <summary>Places of which only the beginning is copied, and the line ended.</summary>
    public int FinishedVotes { get; private set; }

    /// <summary>The longest match without a word exchanged.</summary>
    public int PlainMatch { get; private set; }

    /// <summary>The longest match of all.</summary>
    public int LongestMatch { get; private set; }

    /// <summary>Whether the line behind the cursor stands behind any of the places.</summary>
    public bool AnyNextLine { get; private set; }

    /// <summary>Lines between the cursor and the nearest place of its file; a large number for none.</summary>
    public int Nearest { get; private set; } = int.MaxValue;

    /// <summary>Natural logarithm of the probability with which it was composed; negative infinity where it was not.</summary>
    public double LogProbability { get; set; } = double.NegativeInfinity;

    /// <summary>Whether it was composed, whatever stands elsewhere.</summary>
    public bool IsComposed => !double.IsNegativeInfinity(LogProbability);

    /// <summary>The word at the cursor and the text, as tokens; once it is looked at closely.</summary>
    public CodeLine? Tokens { get; set; }

    /// <summary><see cref="RankingFeatures"/>, once it was ranked.</summary>
    public float[] Features { get; set; } = [];

    /// <summary>Whether it stands nowhere as a whole.</summary>
    public bool IsComposedOnly => File is null;

    /// <summary>The innermost level that says so; the workspace for a text that stands nowhere.</summary>
    public CodeLevel InnermostLevel
    {
        get
        {
            var level = CodeLevel.File;
            while (level < CodeLevel.Workspace && VotesAt(level) == 0)
            {
                level++;
            }

            return level;
        }
    }

    public int VotesAt(CodeLevel level) => _votes[(int)level];

    /// <summary>The longest match at a level; 0 for none.</summary>
    public int MatchAt(CodeLevel level) => _matches[(int)level];

    /// <summary>One more place says so.</summary>
    public void Add(in CandidateFeatures features, bool fromLineStart, CodeLevel level, CodeFile? file, int line, Substitution? exchanged = null)
    {
        Votes++;
        _votes[(int)level]++;
        _matches[(int)level] = Math.Max(_matches[(int)level], features.Match);
        LongestMatch = Math.Max(LongestMatch, features.Match);
        AnyNextLine |= features.NextLine;
        FinishedVotes += features.IsFinished ? 1 : 0;
        if (!features.IsSubstituted && !features.IsFinished)
        {
            PlainVotes++;
            PlainMatch = Math.Max(PlainMatch, features.Match);
        }

        if (features.SameFile)
        {
            Nearest = Math.Min(Nearest, features.Distance);
        }

        var score = PlaceScore.Of(features, fromLineStart, 1, 1);
        if (score > _score)
        {
            (_score, Best, File, Line, Exchanged) = (score, features, file, line, exchanged);
        }
    }

    /// <summary>The quick score with its votes.</summary>
    public double GroupScore(PredictionQuery query, int allVotes) => PlaceScore.Of(Best, query.ContextOnLine == 0, Votes, allVotes);

    [InlineArray(Levels)]
    private struct PerLevel
    {
        private int _first;
    }
}
