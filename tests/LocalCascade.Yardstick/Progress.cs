using System.Diagnostics;
using System.Globalization;

namespace LocalCascade.Yardstick;

/// <summary>Tells on the error stream how far a run is: a line that is overwritten on a terminal, one now and then elsewhere.</summary>
internal sealed class Progress(int total)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(Console.IsErrorRedirected ? 20 : 0.5);

    private readonly long _started = Stopwatch.GetTimestamp();
    private TimeSpan _next;
    private int _done;

    public void Advance(string package)
    {
        _done++;
        var elapsed = Stopwatch.GetElapsedTime(_started);
        if (elapsed < _next && _done < total)
        {
            return;
        }

        _next = elapsed + Pause;
        var left = TimeSpan.FromSeconds(elapsed.TotalSeconds * (total - _done) / _done);
        var line = string.Create(CultureInfo.InvariantCulture, $"{_done} of {total} places, {elapsed:mm\\:ss}, about {left:mm\\:ss} to go ({package})");
        Console.Error.Write(Console.IsErrorRedirected ? line + "\n" : $"\r{line,-100}{(_done == total ? "\n" : "")}");
    }
}
