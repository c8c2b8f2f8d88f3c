namespace LocalCascade.Daemon.Hosting;

/// <summary>This program's version.</summary>
internal static class ProductVersion
{
    /// <summary>As in <c>0.1.0</c>.</summary>
    public static string Current { get; } = typeof(ProductVersion).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";

    /// <summary>This very build, as in <c>0.1.0+5f3a9c01</c>: a relay and a daemon have to be of one build.</summary>
    public static string Build { get; } = $"{Current}+{Fingerprint():x8}";

    private static int Fingerprint()
    {
        var fingerprint = 17;
        foreach (var type in new[] { typeof(ProductVersion), typeof(Completion.EngineSettings), typeof(Inference.InferenceException) })
        {
            foreach (var b in type.Module.ModuleVersionId.ToByteArray())
            {
                fingerprint = unchecked((fingerprint * 31) + b);
            }
        }

        return fingerprint;
    }
}
