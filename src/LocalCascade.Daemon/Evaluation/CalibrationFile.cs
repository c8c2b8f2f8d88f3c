using System.Text.Json;
using LocalCascade.Daemon.Hosting;

namespace LocalCascade.Daemon.Evaluation;

/// <summary>The file beside <c>config.json</c> that <c>localcascade calibrate</c> writes; the settings read it before the user's own.</summary>
internal static class CalibrationFile
{
    public const string Name = "calibration.json";

    /// <summary>Where it lies for a settings file.</summary>
    public static string BesideSettings(string userFile) => Path.Combine(Path.GetDirectoryName(Path.GetFullPath(userFile))!, Name);

    /// <summary>Replaces it as a whole.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">As above.</exception>
    public static void Write(string path, StoredCalibration calibration) =>
        AtomicFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(calibration, EvaluationJson.Default.StoredCalibration));

    /// <summary>Reads it; null when there is none.</summary>
    /// <exception cref="JsonException">It is damaged.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">As above.</exception>
    public static StoredCalibration? Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), EvaluationJson.Default.StoredCalibration);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}
