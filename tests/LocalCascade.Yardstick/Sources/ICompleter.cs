namespace LocalCascade.Yardstick;

/// <summary>Something that fills holes.</summary>
internal interface ICompleter : IAsyncDisposable
{
    /// <summary>What the tables call it.</summary>
    string Name { get; }

    /// <summary>Whether it can say more than the rest of a line.</summary>
    bool AnswersBlocks => true;

    /// <summary>Answers at a hole with the rest of the file and the package's other files at hand, and forgets the hole.</summary>
    ValueTask<Answer> CompleteAsync(PackageHole place, CancellationToken cancellationToken);
}
