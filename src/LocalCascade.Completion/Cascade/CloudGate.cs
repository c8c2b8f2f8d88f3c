using LocalCascade.Completion.Cloud;
using LocalCascade.Completion.Rules;

namespace LocalCascade.Completion.Cascade;

/// <summary>Whether the cloud may be asked about a document: the rules, the settings, how the cloud stands.</summary>
/// <param name="standing">Why the cloud cannot be asked about anything; null when it can.</param>
/// <param name="circuit">The breaker that counts its failures; null where there is none.</param>
internal sealed class CloudGate(Func<CloudObstacle?> standing, Func<CircuitBreaker?> circuit)
{
    private volatile Looked? _looked;

    public CloudObstacle? Check(CompletionRequest request, EngineState state)
    {
        var document = request.Document;
        if (state.Rules.DecideUri(document.Uri) is { Policy: not FilePolicy.Allowed } decision)
        {
            return new(CascadeCode.KeptRule, $"this file is completed on this machine only: {decision.Reason}");
        }

        if (state.Settings.LocalOnlyLanguages.Contains(document.LanguageId, StringComparer.OrdinalIgnoreCase))
        {
            return new(CascadeCode.KeptRule, $"{document.LanguageId} is completed on this machine only (setting localOnlyLanguages).");
        }

        return standing() is { } obstacle && (request.Tier == CompletionTier.Auto || obstacle.Code == CascadeCode.KeptNoCloud) ? obstacle
            : FindSecret(document) is { } secret ? new(CascadeCode.KeptRule, $"the file holds what looks like {secret}, so nothing of it is sent.")
            : null;
    }

    /// <summary>Begins a request; false while the cloud is left alone.</summary>
    public bool TryEnter() => circuit()?.TryEnter() ?? true;

    public void Succeeded() => circuit()?.Succeeded();

    public void Failed() => circuit()?.Failed();

    public void Abandoned() => circuit()?.Abandoned();

    /// <summary>What a document holds that must not be sent; null for nothing.</summary>
    public string? FindSecret(Documents.DocumentSnapshot document)
    {
        // The same text is asked about again and again: while a key is held, by cycling, by its own escalation.
        if (_looked is { } looked && ReferenceEquals(looked.Text, document.Text))
        {
            return looked.Secret;
        }

        var secret = SecretScanner.Find(document.Text.ToString());
        _looked = new(document.Text, secret);
        return secret;
    }

    private sealed record Looked(Documents.SourceText Text, string? Secret);
}
