using LocalCascade.Completion.Cloud;
using LocalCascade.Completion.Rules;

namespace LocalCascade.Completion.Cascade;

/// <summary>Whether the cloud may be asked about a document: the rules, the settings, how the cloud stands.</summary>
/// <param name="standing">Why the cloud cannot be asked about anything; null when it can.</param>
/// <param name="secrets">What documents hold that must not be sent.</param>
/// <param name="circuit">The breaker that counts its failures; null where there is none.</param>
internal sealed class CloudGate(Func<CloudObstacle?> standing, KnownSecrets secrets, Func<CircuitBreaker?> circuit)
{
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
            : secrets.Find(document.Text) is { } secret ? new(CascadeCode.KeptRule, $"the file holds what looks like {secret}, so nothing of it is sent.")
            : null;
    }

    /// <summary>Begins a request; false while the cloud is left alone.</summary>
    public bool TryEnter() => circuit()?.TryEnter() ?? true;

    public void Succeeded() => circuit()?.Succeeded();

    public void Failed() => circuit()?.Failed();

    public void Abandoned() => circuit()?.Abandoned();
}
