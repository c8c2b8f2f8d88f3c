namespace LocalCascade.Daemon.Hosting;

/// <summary>This program's version.</summary>
internal static class ProductVersion
{
    /// <summary>As in <c>0.1.0</c>.</summary>
    public static string Current { get; } = typeof(ProductVersion).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";
}
