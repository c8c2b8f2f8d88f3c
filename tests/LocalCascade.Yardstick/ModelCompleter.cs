using System.Diagnostics;
using LocalCascade.Completion.Documents;
using LocalCascade.Completion.Prompting;
using LocalCascade.Inference.Decoding;
using LocalCascade.Inference.Models;

namespace LocalCascade.Yardstick;

/// <summary>A local model with the prompt that the engine would lay out: the file around the hole, no other files.</summary>
internal sealed class ModelCompleter(string folder) : ICompleter
{
    private const int MaxTokens = 48;
    private const int ConfidenceTokens = 3;

    private readonly LocalModel _model = LocalModel.Load(folder, new RuntimeOptions { Provider = "cpu" }, CancellationToken.None);

    public string Name => Path.GetFileName(Path.TrimEndingDirectorySeparator(folder));

    public Answer Complete(PackageHole place)
    {
        var hole = place.Hole;
        var template = _model.Fim ?? throw new ArgumentException($"The model in {folder} names no fill-in-the-middle tokens.");
        var started = Stopwatch.GetTimestamp();
        var budget = Math.Max(64, _model.PreferredPromptTokens - MaxTokens);
        var prompt = new AnchoredPrompt(_model.Tokenizer, template).LayOut(SourceText.From(hole.TextWithout), hole.Offset, budget);
        using var generation = _model.Start(new() { Prompt = prompt.Tokens, Healing = prompt.Healing, MaxTokens = MaxTokens }, CancellationToken.None);
        while (generation.MoveNext(CancellationToken.None) && !generation.Text.TrimStart('\n').Contains('\n', StringComparison.Ordinal))
        {
        }

        var text = generation.Text.Split('\n')[0];
        return new(text, generation.Tokens.Count == 0 ? 0 : _model.Calibration.Apply(generation.GetConfidence(ConfidenceStatistic.GeometricMean, ConfidenceTokens)), [], Stopwatch.GetElapsedTime(started));
    }

    /// <inheritdoc/>
    public void Restore(PackageHole place)
    {
    }

    public void Dispose() => _model.Dispose();
}
