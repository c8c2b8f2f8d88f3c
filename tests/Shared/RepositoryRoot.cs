namespace LocalCascade.Tests;

/// <summary>Finds files of the repository from a test's output folder.</summary>
internal static class RepositoryRoot
{
    /// <summary>The folder that holds <c>LocalCascade.slnx</c>.</summary>
    public static string Path { get; } = Find();

    public static string Combine(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "LocalCascade.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No LocalCascade.slnx above {AppContext.BaseDirectory}: run the tests from a checkout.");
    }
}
