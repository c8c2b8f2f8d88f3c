namespace LocalCascade.Inference.Tests.Models;

/// <summary>A Vulkan in software that Chromium brings: a GPU's code path without a GPU.</summary>
internal static class SwiftShader
{
    private const string Driver = "/usr/lib/chromium/vk_swiftshader_icd.json";

    /// <summary>Skips the test where it is not installed; else makes the Vulkan loader find it.</summary>
    public static void Require()
    {
        Skip.IfNot(OperatingSystem.IsLinux() && File.Exists(Driver), $"SwiftShader is not installed ({Driver}; Debian: chromium-common).");
        Skip.IfNot(Directory.EnumerateFiles("/usr/lib", "libvulkan.so.1", SearchOption.AllDirectories).Any(), "libvulkan.so.1 is not installed (Debian: libvulkan1).");

        // The Vulkan loader reads it with getenv, which sees only what is in the native environment.
        Assert.Equal(0, Interop.setenv("VK_ICD_FILENAMES", Driver, 1));
    }

    private static class Interop
    {
        [System.Runtime.InteropServices.DllImport("libc", CharSet = System.Runtime.InteropServices.CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
#pragma warning disable SYSLIB1054, CA5392, IDE1006, CA2101 // One call, in tests.
        public static extern int setenv(string name, string value, int overwrite);
#pragma warning restore SYSLIB1054, CA5392, IDE1006, CA2101
    }
}
