namespace LocalCascade.Tests;

/// <summary>How long a test waits for what has to come: the end of a hang, and never the measure of a test, however busy the machine is.</summary>
internal static class Patience
{
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);
}
