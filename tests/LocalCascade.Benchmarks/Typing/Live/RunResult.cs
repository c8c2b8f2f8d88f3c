namespace LocalCascade.Benchmarks.Typing.Live;

/// <summary>What came of a run: the store's rows, and the editors' own counts and times.</summary>
internal sealed class RunResult
{
    private RunResult(List<Row> rows) => Rows = rows;

    public List<Row> Rows { get; }

    /// <summary>Rows of those who type as in VS Code.</summary>
    public IEnumerable<Row> CodeRows => Rows.Where(row => !Neovims.Contains(row.Client));

    private HashSet<string> Neovims { get; } = [];

    /// <summary>By who answered: milliseconds from the editor's sending to its receiving.</summary>
    public Dictionary<string, List<double>> Latencies { get; } = [];

    /// <summary>Typists whose answers and rows could not be matched, so that their times are in no tier.</summary>
    public int Unmatched { get; private set; }

    public int Keys { get; private set; }

    public int Asked { get; private set; }

    public int Cancelled { get; private set; }

    public int Accepts { get; private set; }

    public int AcceptedCharacters { get; private set; }

    public int WantedCharacters { get; private set; }

    public static RunResult Read(string csv, IReadOnlyList<(string Name, bool AsNeovim, Editor Editor, TypingSession Session)> desks)
    {
        var result = new RunResult(Row.Read(csv));
        foreach (var (name, asNeovim, editor, session) in desks)
        {
            if (asNeovim)
            {
                result.Neovims.Add(name);
            }

            result.Keys += session.Keys;
            result.Accepts += session.Accepts;
            result.AcceptedCharacters += session.AcceptedCharacters;
            result.WantedCharacters += session.Wanted;
            result.Asked += editor.Asked;
            result.Cancelled += editor.Cancelled;

            // One document, one request at a time: answers and their rows come in the same order.
            var rows = result.Rows.Where(row => row.Client == name && !row.IsCancelled).ToList();
            if (rows.Count == editor.Answers.Count && rows.Zip(editor.Answers).All(pair => pair.First.Tier == "none" != pair.Second.HasItem))
            {
                foreach (var (row, answer) in rows.Zip(editor.Answers))
                {
                    if (!result.Latencies.TryGetValue(row.Tier, out var times))
                    {
                        result.Latencies[row.Tier] = times = [];
                    }

                    times.Add(answer.Milliseconds);
                }
            }
            else
            {
                result.Unmatched++;
            }
        }

        return result;
    }
}
