using System.IO.Pipelines;
using LocalCascade.Daemon.Rpc;

namespace LocalCascade.Daemon.Relay;

/// <summary>A relay's connection to the server that does the work.</summary>
internal sealed class ServerLink : IAsyncDisposable
{
    private readonly MessageWriter _writer;
    private readonly MessageReader _reader;
    private readonly IAsyncDisposable _owner;
    private readonly Action? _kill;
    private readonly CancellationTokenSource _givenUp = new();

    /// <param name="input">What the server says.</param>
    /// <param name="output">What it is told.</param>
    /// <param name="owner">What lets go of both.</param>
    /// <param name="kill">Ends the server's process; null for a server that is no process of its own, and so cannot hang alone.</param>
    public ServerLink(Stream input, Stream output, IAsyncDisposable owner, Action? kill = null)
    {
        (_owner, _kill) = (owner, kill);
        _reader = new(PipeReader.Create(input, new(leaveOpen: true)));
        _writer = new(output);
        _writer.Start();
    }

    /// <summary>Whether the server may hang while this process does not.</summary>
    public bool CanHang => _kill is not null;

    /// <summary>Whether the server has said that it ends in good order.</summary>
    public bool IsStopping { get; set; }

    /// <summary>The id of the request whose answer the editor has had already.</summary>
    public string? AnsweredId { get; set; }

    /// <summary>Sends a message; never waits. What the server is too slow for is kept.</summary>
    public void Send(Frame message) => _ = _writer.SendAsync(message).AsTask();

    /// <summary>The next message; null when the server has gone.</summary>
    public async ValueTask<Frame?> ReadAsync(CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _givenUp.Token);
        try
        {
            if (await _reader.ReadAsync(either.Token).ConfigureAwait(false) is { } body)
            {
                var message = Frame.Of(body);
                _reader.Advance();
                return message;
            }
        }
        catch (Exception error) when (error is IOException or FramingException or ObjectDisposedException)
        {
            // Gone in the middle of something.
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Given up.
        }

        return null;
    }

    /// <summary>The server hangs: its process is ended where that can be done, and it counts as gone either way.</summary>
    public void GiveUp()
    {
        _kill?.Invoke();

        // Whoever reads goes on elsewhere.
        _ = _givenUp.CancelAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _owner.DisposeAsync().ConfigureAwait(false);
        await _writer.DisposeAsync().ConfigureAwait(false);
        _givenUp.Dispose();
    }
}
