using LocalCascade.Completion;
using LocalCascade.Completion.Cascade;
using LocalCascade.Completion.Cloud;
using LocalCascade.Completion.Evaluation;

namespace LocalCascade.Daemon.Evaluation;

/// <summary>Runs the passes of an evaluation. Each tier has a pass of its own: what one left in a cache must not speed up the other.</summary>
internal sealed class Evaluator(CompletionEngine engine, IReadOnlyList<Hole> holes, Func<string, IProgress<(int, int)>> createProgress)
{
    // Compiling, the first connection's windows, a cold processor: nobody's latency.
    private const int WarmUp = 5;

    private readonly HoleAsker _asker = new(engine);

    /// <summary>The local tier alone.</summary>
    public Task<EvalPass> AskLocalAsync(CancellationToken cancellationToken) => AskAsync(EvalTier.Local, TimeSpan.Zero, cancellationToken);

    /// <summary>A pass in which the cloud takes part.</summary>
    /// <exception cref="Cli.CommandException">It cannot be reached.</exception>
    public async Task<IReadOnlyList<EvalPass>> AskCloudAsync(IReadOnlyList<EvalTier> tiers, CloudSettings settings, TimeSpan roundTrip, CancellationToken cancellationToken)
    {
        var link = await CloudLink.ConnectAsync(settings, roundTrip, cancellationToken).ConfigureAwait(false);
        await using (link.ConfigureAwait(false))
        {
            engine.UseCloud(link.Client);
            CloudModel = link.ModelOf(settings);
            var passes = new List<EvalPass>();
            try
            {
                foreach (var tier in tiers)
                {
                    passes.Add(await AskAsync(tier, roundTrip, cancellationToken).ConfigureAwait(false));
                }
            }
            finally
            {
                engine.UseCloud(null);
            }

            return passes;
        }
    }

    /// <summary>The name of the model that answered in the cloud; empty before one did.</summary>
    public string CloudModel { get; private set; } = "";

    private async Task<EvalPass> AskAsync(EvalTier tier, TimeSpan roundTrip, CancellationToken cancellationToken)
    {
        var pass = new EvalPass(tier, roundTrip, []);
        var progress = createProgress(char.ToUpperInvariant(pass.Name[0]) + pass.Name[1..]);
        foreach (var hole in holes.TakeLast(WarmUp))
        {
            await _asker.AskAsync(hole, TierOf(tier), cancellationToken).ConfigureAwait(false);
        }

        var answers = new List<HoleAnswer>(holes.Count);
        foreach (var hole in holes)
        {
            answers.Add(await _asker.AskAsync(hole, TierOf(tier), cancellationToken).ConfigureAwait(false));
            progress.Report((answers.Count, holes.Count));
        }

        return pass with { Answers = answers };
    }

    private static CompletionTier TierOf(EvalTier tier) => tier switch
    {
        EvalTier.Local => CompletionTier.Local,
        EvalTier.Cloud => CompletionTier.Cloud,
        _ => CompletionTier.Auto,
    };
}
