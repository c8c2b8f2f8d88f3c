using LocalCascade.Completion.Cascade;

namespace LocalCascade.Yardstick;

/// <summary>
/// A run:
/// <code>
///   packages ─▶ holes ─▶ every source at every hole, package by package ─▶ measures
/// </code>
/// </summary>
internal static class Measurement
{
    // The first answers cost compiling and paging in, which says nothing about those that follow.
    private const int WarmUps = 3;

    /// <summary>Cuts the holes: of every language as many, in its packages in turn.</summary>
    /// <exception cref="ArgumentException">The packages do not hold so many.</exception>
    public static IReadOnlyList<PackageHole> Cut(IReadOnlyList<Package> packages, Options options) =>
        [.. packages
            .GroupBy(package => package.LanguageId)
            .SelectMany(group => PackageHole.Cut([.. group], HoleKind.Line, options.Items, options.Seed).Concat(PackageHole.Cut([.. group], HoleKind.Block, options.Blocks ?? 0, options.Seed)))
            .OrderBy(hole => hole.Package.Name, StringComparer.Ordinal)
            .ThenBy(hole => hole.IsBlock)];

    /// <summary>Asks every source at every hole, in the order of the options' sources and then models.</summary>
    /// <exception cref="ArgumentException">A model cannot be loaded.</exception>
    public static async Task<IReadOnlyList<SourceRun>> RunAsync(IReadOnlyList<PackageHole> holes, Options options, string embedded, CancellationToken cancellationToken)
    {
        await using var shared = new SharedTiers(keepsLastModel: true);
        var completers = Create(options, embedded, shared);
        try
        {
            // What the combination's model said serves the model alone.
            var inTurn = completers.OrderBy(completer => completer is ModelCompleter).ToArray();
            foreach (var completer in inTurn)
            {
                foreach (var hole in holes.Take(WarmUps))
                {
                    await completer.CompleteAsync(hole, cancellationToken);
                }
            }

            var outcomes = completers.ToDictionary(completer => completer, _ => new List<Outcome>());
            var progress = new Progress(holes.Count);
            foreach (var hole in holes)
            {
                foreach (var completer in inTurn)
                {
                    outcomes[completer].Add(new(hole, hole.IsBlock && !completer.AnswersBlocks ? new("", 0, TimeSpan.Zero) : await completer.CompleteAsync(hole, cancellationToken)));
                }

                progress.Advance(hole.Package.Name);
            }

            return [.. completers.Select(completer => new SourceRun(completer.Name, outcomes[completer]))];
        }
        finally
        {
            foreach (var completer in completers)
            {
                await completer.DisposeAsync();
            }
        }
    }

    private static List<ICompleter> Create(Options options, string embedded, SharedTiers shared)
    {
        var completers = new List<ICompleter>();
        var combination = options.Sources.Contains(CombinationCompleter.Id) ? new CombinationCompleter(new(embedded, shared, useWorkspace: true)) : null;
        foreach (var source in options.Sources)
        {
            completers.Add(source switch
            {
                SameFileCompleter.Id => new SameFileCompleter(),
                NGramCompleter.Id => new NGramCompleter(),
                WorkspaceCompleter.Id => new WorkspaceCompleter(),
                ModelCompleter.Id => new ModelCompleter(ModelCompleter.Id, new(embedded, shared, useWorkspace: false), combination),
                _ => combination!,
            });
        }

        completers.AddRange(options.Models.Select(folder => new ModelCompleter(Path.GetFileName(Path.TrimEndingDirectorySeparator(folder)), new(folder, shared, useWorkspace: false))));
        return completers;
    }
}
