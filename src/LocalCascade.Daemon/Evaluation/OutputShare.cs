using LocalCascade.Completion.Evaluation;

namespace LocalCascade.Daemon.Evaluation;

/// <summary>A share in JSON, with its 95 % interval; null where nothing was counted.</summary>
internal sealed record OutputShare(double? Value, double Low, double High, int Count)
{
    public static OutputShare From(Share share) => new(share.Count == 0 ? null : share.Value, share.Low, share.High, share.Count);
}
