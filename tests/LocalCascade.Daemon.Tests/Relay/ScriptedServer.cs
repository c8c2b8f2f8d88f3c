using System.IO.Pipelines;
using System.Text.Json;
using LocalCascade.Daemon.Relay;
using LocalCascade.Daemon.Rpc;
using LocalCascade.Tests;

namespace LocalCascade.Daemon.Tests.Relay;

/// <summary>One end of a connection, in the test's hands: it reads what the other end says and says what the test wants.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly Pipe _toServer = new(new(pauseWriterThreshold: 0));
    private readonly Pipe _fromServer = new(new(pauseWriterThreshold: 0));
    private readonly MessageReader _reader;

    public ScriptedServer() => _reader = new(_toServer.Reader);

    /// <summary>What the relay reads and writes.</summary>
    public Stream RelaysInput => _fromServer.Reader.AsStream();

    public Stream RelaysOutput => _toServer.Writer.AsStream();

    public ServerLink Link => new(RelaysInput, RelaysOutput, this, () => IsKilled = true);

    /// <summary>Whether the relay has given it up as one that hangs.</summary>
    public bool IsKilled { get; private set; }

    /// <summary>The next message's body, which has to come; null when the other end has closed.</summary>
    public async Task<string?> ReadAsync()
    {
        using var limit = new CancellationTokenSource(Patience.Limit);
        if (await _reader.ReadAsync(limit.Token) is not { } body)
        {
            return null;
        }

        var text = System.Text.Encoding.UTF8.GetString(System.Buffers.BuffersExtensions.ToArray(body));
        _reader.Advance();
        return text;
    }

    /// <summary>The methods, or ids of answers, of the next messages.</summary>
    public async Task<string[]> ReadMethodsAsync(int count)
    {
        var methods = new string[count];
        for (var i = 0; i < count; i++)
        {
            using var message = JsonDocument.Parse((await ReadAsync())!);
            methods[i] = message.RootElement.TryGetProperty("method", out var method) ? method.GetString()! : $"answer {message.RootElement.GetProperty("id")}";
        }

        return methods;
    }

    public ValueTask<FlushResult> SayAsync(string body) => _fromServer.Writer.WriteAsync(Frame.Of(System.Text.Encoding.UTF8.GetBytes(body)).Bytes);

    /// <summary>Ends as a killed process does.</summary>
    public void Die() => _fromServer.Writer.Complete();

    public ValueTask DisposeAsync()
    {
        _toServer.Writer.Complete();
        _fromServer.Writer.Complete();
        return ValueTask.CompletedTask;
    }
}
