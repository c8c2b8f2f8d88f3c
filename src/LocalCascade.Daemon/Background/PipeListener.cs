using System.IO.Pipes;

namespace LocalCascade.Daemon.Background;

/// <summary>Listens on a Windows named pipe.</summary>
internal sealed class PipeListener(string name) : ILocalListener
{
    // The first instance makes the pipe, or fails when another program holds the name.
    private NamedPipeServerStream _next = Create(name, PipeOptions.FirstPipeInstance);

    public bool CanBeFound => true;

    public async ValueTask<Stream> AcceptAsync(CancellationToken cancellationToken)
    {
        await _next.WaitForConnectionAsync(cancellationToken).ConfigureAwait(false);
        var connected = _next;
        _next = Create(name, PipeOptions.None);
        return connected;
    }

    public void Dispose() => _next.Dispose();

    private static NamedPipeServerStream Create(string name, PipeOptions more)
    {
        try
        {
            return new(name, PipeDirection.InOut, NamedPipeServerStream.MaxAllowedServerInstances, PipeTransmissionMode.Byte, PipeOptions.Asynchronous | PipeOptions.CurrentUserOnly | more);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new IOException($"The named pipe {name} could not be made: {error.Message}", error);
        }
    }
}
