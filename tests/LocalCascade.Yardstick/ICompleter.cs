namespace LocalCascade.Yardstick;

/// <summary>Something that fills holes: the workspace predictor or a model.</summary>
internal interface ICompleter : IDisposable
{
    string Name { get; }

    /// <summary>Answers at a hole with the rest of the file and the package's other files at hand.</summary>
    Answer Complete(PackageHole place);

    /// <summary>Makes ready for the next hole: the file is whole again.</summary>
    void Restore(PackageHole place);
}
