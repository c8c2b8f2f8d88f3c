using LocalCascade.Inference;

namespace LocalCascade.Serving.Hosting;

/// <summary>The model that ships with the program: beside the executable, or in the checkout that it was built in.</summary>
internal static class EmbeddedModel
{
    /// <exception cref="InferenceException">There is none.</exception>
    public static string Find()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            var models = Path.Combine(folder, "models");
            if (Directory.Exists(models) && Directory.EnumerateDirectories(models).FirstOrDefault(model => File.Exists(Path.Combine(model, "genai_config.json"))) is { } found)
            {
                return found;
            }
        }

        throw new InferenceException("There is no embedded model beside the program. Name one: --model FOLDER");
    }
}
