using Microsoft.Extensions.Logging;

namespace LocalCascade.Daemon.Logging;

/// <summary>Logs events and numbers to a file. Nobody passes code, prompts or completions to it.</summary>
internal sealed class FileLogger(RotatingFile file, LogLevel least, TimeProvider timeProvider) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= least && logLevel != LogLevel.None;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            var text = formatter(state, exception).ReplaceLineEndings(" ⏎ ");
            file.WriteLine($"{timeProvider.GetUtcNow():yyyy-MM-dd'T'HH:mm:ss.fff'Z'} {Environment.ProcessId} {logLevel} {eventId.Id} {text}{(exception is null ? "" : $" ⏎ {exception.GetType().Name}: {exception.Message}")}");
        }
    }
}
