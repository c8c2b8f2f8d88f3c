using System.Globalization;
using LocalCascade.Completion.Evaluation;

namespace LocalCascade.Daemon.Evaluation;

/// <summary>How numbers are written.</summary>
internal static class Figures
{
    /// <summary>A share with its 95 % interval; a dash where nothing was counted.</summary>
    public static string WithInterval(Share share) => share.Count == 0 ? "–" : string.Create(CultureInfo.InvariantCulture, $"{share.Value * 100:0.0} % ({share.Low * 100:0.0}–{share.High * 100:0.0})");

    public static string Percent(double share) => double.IsFinite(share) ? string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.0} %") : "–";

    public static string Number(double value, string format) => double.IsFinite(value) ? value.ToString(format, CultureInfo.InvariantCulture) : "–";
}
