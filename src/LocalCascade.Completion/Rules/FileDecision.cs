namespace LocalCascade.Completion.Rules;

/// <summary>What may be done with a file, and why.</summary>
/// <param name="Policy">What may be done.</param>
/// <param name="Reason">One sentence naming the file and the rule; empty when <see cref="FilePolicy.Allowed"/>.</param>
internal readonly record struct FileDecision(FilePolicy Policy, string Reason)
{
    public static FileDecision Allowed => new(FilePolicy.Allowed, "");
}
