namespace LocalCascade.Wire;

/// <summary>Natural logarithms of probabilities, one entry per token in each list.</summary>
public sealed record CompletionLogprobs
{
    /// <summary>The tokens' texts.</summary>
    public IReadOnlyList<string> Tokens { get; init; } = [];

    /// <summary>The log-probability of each chosen token (at most 0; null where the engine gives none).</summary>
    public IReadOnlyList<double?> TokenLogprobs { get; init; } = [];

    /// <summary>The likeliest tokens at each position with their log-probabilities; null where none were asked for.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, double>?>? TopLogprobs { get; init; }

    /// <summary>Where each token begins in the completion's text, in UTF-16 units.</summary>
    public IReadOnlyList<int> TextOffset { get; init; } = [];
}
