using System.Globalization;
using LocalCascade.Completion;
using LocalCascade.Completion.Cascade;
using LocalCascade.Completion.Cloud;
using LocalCascade.Completion.Evaluation;
using LocalCascade.Wire.Replay;

namespace LocalCascade.Daemon.Evaluation;

/// <summary>Collects answers for <c>localcascade-serve --replay</c>.</summary>
internal sealed class AnswerRecorder(IReadOnlyList<Hole> holes, IProgress<(int, int)> progress)
{
    private readonly Dictionary<string, string> _answers = new(StringComparer.Ordinal);

    /// <summary>Holes whose surroundings are those of another one: the first one's answer is replayed at both.</summary>
    public int Alike => holes.Count - _answers.Count;

    /// <summary>
    /// A cloud that is not there: at a share of the holes it says what really stood there, at the others what the local model
    /// says. Which holes these are is decided by their surroundings and the seed.
    /// </summary>
    /// <param name="engine">An engine whose model answers alone.</param>
    /// <param name="right">The share, 0 to 1.</param>
    /// <param name="seed">Another number takes other holes.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<ReplayFile> SimulateAsync(CompletionEngine engine, double right, int seed, CancellationToken cancellationToken)
    {
        var asker = new HoleAsker(engine);
        foreach (var (index, hole) in holes.Index())
        {
            var key = KeyOf(hole);
            var isRight = Draw(key, seed) < right;
            _answers.TryAdd(key, isRight ? hole.Expected : (await asker.AskAsync(hole, CompletionTier.Local, cancellationToken).ConfigureAwait(false)).Text);
            progress.Report((index + 1, holes.Count));
        }

        return new(ReplayFile.NameOfSimulated(right), string.Create(CultureInfo.InvariantCulture, $"simulated cloud, {right * 100:0} % right"), _answers);
    }

    /// <summary>What a real cloud says.</summary>
    /// <exception cref="CloudException">It failed.</exception>
    public async Task<ReplayFile> RecordAsync(CloudClient cloud, string model, EngineSettings settings, CancellationToken cancellationToken)
    {
        foreach (var (index, hole) in holes.Index())
        {
            var text = hole.TextWithout;
            using var answer = await cloud.CompleteAsync(new(text[..hole.Offset], text[hole.Offset..], hole.Kind == HoleKind.Block ? settings.MaxBlockTokens : settings.MaxLineTokens), cancellationToken).ConfigureAwait(false);
            var said = "";
            while (await answer.ReadAsync(cancellationToken).ConfigureAwait(false) is { } piece)
            {
                said += piece.Text;
            }

            _answers.TryAdd(KeyOf(hole), said);
            progress.Report((index + 1, holes.Count));
        }

        return new(ReplayFile.NameOfRecorded(model), $"recorded from {model}", _answers);
    }

    private static string KeyOf(Hole hole)
    {
        var text = hole.TextWithout;
        return ReplayKey.Of(text[..hole.Offset], text[hole.Offset..]);
    }

    // The key is a hash already: its last digits, stirred by the seed, are as good as chance, and the same everywhere.
    private static double Draw(string key, int seed) =>
        new Random(unchecked(int.Parse(key.AsSpan(key.Length - 8), NumberStyles.HexNumber, CultureInfo.InvariantCulture) ^ (seed * 0x9E3779))).NextDouble();
}
