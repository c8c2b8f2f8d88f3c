using System.Diagnostics;
using LocalCascade.Completion.Cascade;
using LocalCascade.Completion.Documents;

namespace LocalCascade.Completion.Evaluation;

/// <summary>
/// Asks an engine at holes. The file with the hole is an open document, as it is while one types; the engine knows the
/// repository's other files, and of this one no more than is left of it. Asked as by a key, so that nothing is held back for
/// want of confidence.
/// </summary>
/// <param name="engine">An engine whose workspace is the repository. It must not remember answers (<see cref="EngineSettings.CachedAnswers"/> 0): holes overlap.</param>
public sealed class HoleAsker(CompletionEngine engine)
{
    private int _version;

    /// <summary>The settings to measure under: the user's, but nothing is remembered and nothing shut off.</summary>
    public static EngineSettings ToMeasure(EngineSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return settings with { Enabled = true, CachedAnswers = 0 };
    }

    /// <summary>Asks at one hole.</summary>
    /// <param name="hole">The hole.</param>
    /// <param name="tier">Who may answer.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    public async Task<HoleAnswer> AskAsync(Hole hole, CompletionTier tier, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(hole);

        // Where the index tidies up while it is asked, the same holes may be answered differently the next time.
        await engine.WhenReadyAsync(cancellationToken).ConfigureAwait(false);
        var document = new DocumentSnapshot(hole.File.Uri, hole.File.LanguageId, ++_version, SourceText.From(hole.TextWithout));
        engine.DocumentOpened(document);
        try
        {
            await engine.WhenReadyAsync(cancellationToken).ConfigureAwait(false);
            var started = Stopwatch.GetTimestamp();
            var result = await engine.CompleteAsync(new() { Document = document, Offset = hole.Offset, Trigger = CompletionTrigger.Invoked, Tier = tier }, cancellationToken).ConfigureAwait(false);
            return new(hole, result, Stopwatch.GetElapsedTime(started));
        }
        finally
        {
            // What a document last held stays known as a file on disk: that has to be the whole file.
            engine.DocumentOpened(document with { Version = ++_version, Text = SourceText.From(hole.File.Text) });
            engine.DocumentClosed(hole.File.Uri);
        }
    }
}
