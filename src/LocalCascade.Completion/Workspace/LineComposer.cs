using System.Runtime.InteropServices;

namespace LocalCascade.Completion.Workspace;

/// <summary>
/// Composes lines that stand nowhere as a whole, token by token, by what follows the last two tokens and the last one: in the
/// open file, in the files that are most like it and in the workspace, each wider cache with what the narrower one leaves. A beam search
/// over a nested cache model (Hellendoorn and Devanbu, "Are deep neural networks the best choice for modeling source code?", 2017).
/// </summary>
/// <param name="query">The cursor.</param>
/// <param name="own">What follows what in the cursor's file; null where it is not counted.</param>
/// <param name="related">The same of the files that are most like it.</param>
/// <param name="visit">Visits the workspace's places of a key, at most so many.</param>
internal sealed class LineComposer(PredictionQuery query, FollowCounts? own, FollowCounts related, Action<int, int, Action<CodeFile, int, int>> visit)
{
    private const int Beam = 8;
    private const int MostTokens = 16;
    private const int MostPlaces = 48;
    private const double LeastOdds = -9;

    // How many sightings make a cache as believable as all wider ones together; at a line's start anything may come.
    private const double OwnPull = 0.7;
    private const double RelatedPull = 2;
    private const double WorkspacePull = 2;
    private const double OwnShortPull = 3;
    private const double RelatedShortPull = 6;
    private const double OwnStartPull = 20;
    private const double RelatedStartPull = 60;

    // What a word of the file gets that begins as the one at the cursor, wherever it stands.
    private const double NearbyWord = 0.01;
    private const double OtherWord = 0.002;

    private static readonly double LeastProbability = Math.Exp(LeastOdds);

    private readonly Dictionary<int, string> _names = [];
    private readonly Dictionary<(int Token, bool Spaced), double> _next = [];
    private readonly Dictionary<(int Before, int Last), Step[]> _steps = [];
    private readonly List<FollowCounts.Following> _places = [];

    /// <summary>Whole rests of the line with the natural logarithms of their probabilities, the likeliest first.</summary>
    public IReadOnlyList<(string Text, double LogProbability)> Compose(int most, CancellationToken cancellationToken)
    {
        var last = query.Context.Count > 0 ? query.Context[0] : CodeLine.LineBreak;
        var before = last == CodeLine.LineBreak || query.Context.Count < 2 ? CodeLine.LineBreak : query.Context[1];
        var states = new List<State>();
        var whole = new List<(string Text, double LogProbability)>();
        foreach (var step in FirstSteps(before, last))
        {
            states.Add(new(last, step.Token, step.Text, Math.Log(step.Probability)));
        }

        for (var length = 1; length < MostTokens && states.Count > 0; length++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            states.Sort(static (a, b) => b.LogProbability.CompareTo(a.LogProbability));
            var following = new List<State>();
            foreach (var state in states.Take(Beam))
            {
                foreach (var (token, text, probability) in StepsBehind(state.Before, state.Last))
                {
                    var odds = state.LogProbability + Math.Log(probability);
                    if (odds < LeastOdds)
                    {
                        break;
                    }

                    if (token == CodeLine.LineBreak)
                    {
                        whole.Add((state.Text, odds));
                    }
                    else
                    {
                        following.Add(new(state.Last, token, state.Text + text, odds));
                    }
                }
            }

            states = following;
        }

        return [.. whole.Where(line => line.Text.Length > 0).OrderByDescending(line => line.LogProbability).DistinctBy(line => line.Text).Take(most)];
    }

    // At the cursor: the word that is there is kept to, and the space too.
    private IEnumerable<Step> FirstSteps(int before, int last)
    {
        Gather(before, last);
        if (query.Word.Length == 0)
        {
            return Steps().Where(step => step.Token != CodeLine.LineBreak).Select(step => query.SpaceBeforeWord ? step with { Text = step.Text.TrimStart() } : step);
        }

        foreach (var (token, name) in own?.Names ?? new Dictionary<int, string>())
        {
            if (name.Length > query.Word.Length && name.StartsWith(query.Word, StringComparison.Ordinal))
            {
                CollectionsMarshal.GetValueRefOrAddDefault(_next, (token, false), out _) += query.Nearby.Contains(token) ? NearbyWord : OtherWord;
            }
        }

        var fitting = _next
            .Where(next => next.Key.Token != CodeLine.LineBreak && NameOf(next.Key.Token).StartsWith(query.Word, StringComparison.Ordinal))
            .GroupBy(next => next.Key.Token, next => next.Value)
            .Select(group => new Step(group.Key, NameOf(group.Key)[query.Word.Length..], group.Sum()))
            .ToArray();
        var total = fitting.Sum(step => step.Probability);
        return fitting.Select(step => step with { Probability = step.Probability / total });
    }

    // The likeliest first.
    private Step[] StepsBehind(int before, int last)
    {
        if (!_steps.TryGetValue((before, last), out var steps))
        {
            Gather(before, last);
            _steps[(before, last)] = steps = Steps();
        }

        return steps;
    }

    private Step[] Steps()
    {
        var steps = new List<Step>(_next.Count);
        foreach (var ((token, spaced), probability) in _next)
        {
            if (probability > LeastProbability)
            {
                steps.Add(new(token, token == CodeLine.LineBreak ? "" : spaced ? " " + NameOf(token) : NameOf(token), probability));
            }
        }

        steps.Sort(static (a, b) => b.Probability.CompareTo(a.Probability));
        return [.. steps];
    }

    private string NameOf(int token) =>
        own is not null && own.Names.TryGetValue(token, out var name) ? name : related.Names.TryGetValue(token, out name) ? name : _names.GetValueOrDefault(token, "");

    // Nested: each cache takes its share by how often it has seen the row, and leaves the rest to the next.
    private void Gather(int before, int last)
    {
        _next.Clear();
        var isStart = last == CodeLine.LineBreak;
        var row = NGramCounts.Row(before, last);
        var left = own is null ? 1 : Take(own.After(row), 1, isStart ? OwnStartPull : OwnPull);
        left = Take(related.After(row), left, isStart ? RelatedStartPull : RelatedPull);
        if (isStart)
        {
            return;
        }

        ReadPlaces(before, last);
        left = Take(CollectionsMarshal.AsSpan(_places), left, WorkspacePull);
        left = own is null ? left : Take(own.After(NGramCounts.Row(last)), left, OwnShortPull);
        Take(related.After(NGramCounts.Row(last)), left, RelatedShortPull);
    }

    private void ReadPlaces(int before, int last)
    {
        _places.Clear();
        visit(ContextKeys.Short(before, last), MostPlaces, (file, number, token) =>
        {
            var line = file.Lines[number];
            if (file.LanguageId != query.LanguageId || token >= line.Hashes.Length || line.Hashes[token] != last || (token > 0 ? line.Hashes[token - 1] : CodeLine.LineBreak) != before)
            {
                return;
            }

            if (token + 1 == line.Hashes.Length)
            {
                _places.Add(new() { Token = CodeLine.LineBreak, Count = 1 });
                return;
            }

            var next = line.Hashes[token + 1];
            if (NameOf(next).Length == 0)
            {
                _names[next] = line.Token(token + 1).ToString();
            }

            _places.Add(new() { Token = next, IsSpaced = line.Starts[token + 1] > line.EndOf(token), Count = 1 });
        });
    }

    private double Take(ReadOnlySpan<FollowCounts.Following> following, double left, double pull)
    {
        var total = 0;
        foreach (var one in following)
        {
            total += one.Count;
        }

        if (total == 0)
        {
            return left;
        }

        var share = left * total / (total + pull);
        foreach (var one in following)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_next, (one.Token, one.IsSpaced), out _) += share * one.Count / total;
        }

        return left - share;
    }

    private readonly record struct State(int Before, int Last, string Text, double LogProbability);

    private readonly record struct Step(int Token, string Text, double Probability);
}
