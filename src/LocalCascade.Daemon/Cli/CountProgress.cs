namespace LocalCascade.Daemon.Cli;

/// <summary>Shows on standard error how far a long job is and how long it still takes, once it has taken a second: one line that is overwritten, or in a file a line for every tenth.</summary>
internal sealed class CountProgress(string what) : IProgress<(int Done, int Total)>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly long _started = TimeProvider.System.GetTimestamp();
    private int _shown = -1;

    public void Report((int Done, int Total) value)
    {
        var elapsed = TimeProvider.System.GetElapsedTime(_started);
        var percent = value.Total == 0 ? 100 : (int)(100L * value.Done / value.Total);
        if (elapsed < Patience || percent == _shown || value.Done == 0)
        {
            return;
        }

        var left = elapsed * ((double)(value.Total - value.Done) / value.Done);
        if (!Console.IsErrorRedirected)
        {
            Console.Error.Write($"\r{what}: {value.Done} of {value.Total}, about {left.TotalSeconds:0} s left    {(value.Done == value.Total ? Environment.NewLine : "")}");
        }
        else if (percent / 10 != _shown / 10 || _shown < 0)
        {
            Console.Error.WriteLine($"{what}: {value.Done} of {value.Total}, about {left.TotalSeconds:0} s left");
        }

        _shown = percent;
    }
}
