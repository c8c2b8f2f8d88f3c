using System.Runtime.CompilerServices;
using LocalCascade.Completion.Documents;

namespace LocalCascade.Completion.Rules;

/// <summary>What texts hold that must not leave this machine, looked for once per text: the other open documents of an escalated request are mostly the ones of the last. Thread-safe.</summary>
internal sealed class KnownSecrets
{
    private readonly ConditionalWeakTable<SourceText, Found> _found = [];

    /// <summary>What kind of secret a text seems to hold; null for none.</summary>
    public string? Find(SourceText text) => _found.GetValue(text, static text => new(SecretScanner.Find(text.ToString()))).Secret;

    private sealed record Found(string? Secret);
}
