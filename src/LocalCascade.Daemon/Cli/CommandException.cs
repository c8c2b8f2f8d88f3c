namespace LocalCascade.Daemon.Cli;

/// <summary>A command cannot be done; the message is shown to the user as it is.</summary>
internal sealed class CommandException(string message) : Exception(message);
