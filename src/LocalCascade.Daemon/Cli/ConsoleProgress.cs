namespace LocalCascade.Daemon.Cli;

/// <summary>Shows how far a long copy is, on standard error, once it has taken a second.</summary>
internal sealed class ConsoleProgress : IProgress<(long Done, long Total)>
{
    private readonly long _started = TimeProvider.System.GetTimestamp();
    private int _shown = -1;

    public void Report((long Done, long Total) value)
    {
        var percent = value.Total == 0 ? 100 : (int)(100 * value.Done / value.Total);
        if (percent == _shown || TimeProvider.System.GetElapsedTime(_started) < TimeSpan.FromSeconds(1))
        {
            return;
        }

        _shown = percent;
        if (Console.IsErrorRedirected)
        {
            if (percent % 10 == 0)
            {
                Console.Error.WriteLine($"{percent} % of {value.Total / 1e6:0} MB");
            }
        }
        else
        {
            Console.Error.Write($"\r{percent,3} % of {value.Total / 1e6:0} MB{(percent == 100 ? Environment.NewLine : "")}");
        }
    }
}
