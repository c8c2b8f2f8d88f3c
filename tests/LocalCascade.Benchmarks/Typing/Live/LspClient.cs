using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LocalCascade.Benchmarks.Typing.Live;

/// <summary>One editor's side of a language server process: JSON-RPC over its standard streams.</summary>
internal sealed class LspClient : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Lock _writing = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource<(JsonNode? Result, int Error)>> _pending = [];
    private readonly Task _reading;
    private int _id;

    private LspClient(Process process)
    {
        _process = process;
        _reading = Task.Factory.StartNew(Read, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public static LspClient Start(ProcessStartInfo start)
    {
        (start.RedirectStandardInput, start.RedirectStandardOutput) = (true, true);
        return new(Process.Start(start)!);
    }

    /// <summary>Sends a request now; its result, or an error's code.</summary>
    public (int Id, Task<(JsonNode? Result, int Error)> Answer) Request(string method, JsonNode parameters)
    {
        var id = Interlocked.Increment(ref _id);
        var answer = _pending[id] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Send(new() { ["jsonrpc"] = "2.0", ["id"] = id, ["method"] = method, ["params"] = parameters });
        return (id, answer.Task);
    }

    public void Notify(string method, JsonNode parameters) => Send(new() { ["jsonrpc"] = "2.0", ["method"] = method, ["params"] = parameters });

    public void Cancel(int id) => Notify("$/cancelRequest", new JsonObject { ["id"] = id });

    public async ValueTask DisposeAsync()
    {
        try
        {
            await Request("shutdown", new JsonObject()).Answer.WaitAsync(TimeSpan.FromSeconds(5));
            Notify("exit", new JsonObject());
            await _process.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromSeconds(5)).Token);
        }
        catch (Exception error) when (error is TimeoutException or OperationCanceledException or IOException)
        {
            _process.Kill();
        }

        await _reading;
        _process.Dispose();
    }

    private void Send(JsonObject message)
    {
        var body = Encoding.UTF8.GetBytes(message.ToJsonString());
        lock (_writing)
        {
            var stream = _process.StandardInput.BaseStream;
            stream.Write(Encoding.ASCII.GetBytes($"Content-Length: {body.Length}\r\n\r\n"));
            stream.Write(body);
            stream.Flush();
        }
    }

    // On a thread of its own, so that an answer's time is taken when it comes.
    private void Read()
    {
        using var stream = new BufferedStream(_process.StandardOutput.BaseStream, 1 << 16);
        while (ReadBody(stream) is { } body)
        {
            var message = JsonNode.Parse(body)!.AsObject();
            if (message.ContainsKey("method"))
            {
                if (message["id"] is { } id)
                {
                    // What a server asks of an editor (settings, progress) has no answer here.
                    Send(new() { ["jsonrpc"] = "2.0", ["id"] = id.DeepClone(), ["result"] = message["method"]!.GetValue<string>() == "workspace/configuration" ? new JsonArray(new JsonObject()) : null });
                }
            }
            else if (message["id"] is JsonValue value && value.GetValueKind() == JsonValueKind.Number && _pending.TryRemove(value.GetValue<int>(), out var answer))
            {
                answer.SetResult((message["result"]?.DeepClone(), message["error"]?["code"]?.GetValue<int>() ?? 0));
            }
        }

        foreach (var left in _pending.Values)
        {
            left.TrySetResult((null, -1));
        }
    }

    private static byte[]? ReadBody(Stream stream)
    {
        var header = new StringBuilder();
        while (!header.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (stream.ReadByte() is not (>= 0 and var read))
            {
                return null;
            }

            header.Append((char)read);
        }

        var length = header.ToString().Split("\r\n").First(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))["Content-Length:".Length..];
        var body = new byte[int.Parse(length, System.Globalization.CultureInfo.InvariantCulture)];
        stream.ReadExactly(body);
        return body;
    }
}
