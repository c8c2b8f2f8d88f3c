namespace LocalCascade.Completion.Rules;

/// <summary>What may be done with a file, from most to least.</summary>
internal enum FilePolicy
{
    /// <summary>It is completed by whatever tier is configured, and suggestions may be taken from it.</summary>
    Allowed,

    /// <summary>It is completed on this machine only.</summary>
    LocalOnly,

    /// <summary>Nothing is suggested in it, and nothing is taken from it.</summary>
    Off,
}
