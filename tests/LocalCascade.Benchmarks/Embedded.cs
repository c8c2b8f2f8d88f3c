using LocalCascade.Tests;

namespace LocalCascade.Benchmarks;

/// <summary>The embedded model's folder.</summary>
internal static class Embedded
{
    public static string ModelFolder { get; } = Directory.GetDirectories(RepositoryRoot.Combine("models")).First(folder => File.Exists(Path.Combine(folder, "genai_config.json")));

    /// <summary>Source files to type and to tokenize: this repository's own.</summary>
    public static string[] Sources { get; } =
    [
        RepositoryRoot.Combine("src", "LocalCascade.Inference", "Native", "Ort.cs"),
        RepositoryRoot.Combine("src", "LocalCascade.Completion", "Cascade", "CompletionFlow.cs"),
        RepositoryRoot.Combine("tests", "LocalCascade.Inference.Tests", "Fixtures", "generate.py"),
        RepositoryRoot.Combine("samples", "queue.ts"),
    ];
}
