using System.Globalization;
using LocalCascade.Completion.Cascade;

namespace LocalCascade.Yardstick;

/// <summary>
/// Writes what the gate between predictor and model looks at, a line of text for each place where both had something to say, for
/// models/training/gate.py to fit it on: package, whether the predictor's text is right, whether the model's is, and the features.
/// </summary>
internal static class GateDump
{
    public static async Task WriteAsync(string path, IReadOnlyList<PackageHole> holes, string modelFolder)
    {
        var partial = path + ".partial";
        await using (var writer = new StreamWriter(partial))
        {
            await using var shared = new SharedTiers(keepsLastModel: true);
            await using var product = new Product(modelFolder, shared, useWorkspace: true, scoresDrafts: true);
            var progress = new Progress(holes.Count);
            foreach (var place in holes)
            {
                var (_, model) = await product.AskAsync(place, CancellationToken.None);
                if (model is { GateFeatures: { } features, Copied: { } copied })
                {
                    var expected = place.Hole.Expected;
                    await writer.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{place.Package.Name} {(TextMatch.IsExact(copied, expected) ? 1 : 0)} {(TextMatch.IsExact(model.Text, expected) ? 1 : 0)} {string.Join(' ', features)}"));
                }

                progress.Advance(place.Package.Name);
            }
        }

        File.Move(partial, path, overwrite: true);
    }
}
