using System.IO.Pipelines;
using System.Text.Json;
using LocalCascade.Completion;
using LocalCascade.Daemon.Lsp;
using LocalCascade.Daemon.Playground;
using LocalCascade.Daemon.Rpc;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalCascade.Daemon.Tests.Playground;

public class CompletionTracerTests
{
    [Fact]
    public async Task A_page_that_does_not_read_costs_a_bounded_queue_and_is_told_what_it_missed()
    {
        var tracer = new CompletionTracer();
        for (var i = 0; i < 5000; i++)
        {
            tracer.Generated("id", new CompletionToken($"{i}", 0.5f, 1));
        }

        tracer.End();
        var output = new Pipe(new(pauseWriterThreshold: 0));
        var connection = new RpcConnection(Stream.Null, output.Writer.AsStream(), NullLogger.Instance);
        await connection.RunAsync(new Nobody(), CancellationToken.None);
        await tracer.SendAsync(connection);
        await connection.DisposeAsync();
        await output.Writer.CompleteAsync();

        var steps = new List<JsonElement>();
        var reader = new MessageReader(output.Reader);
        while (await reader.ReadAsync(CancellationToken.None) is { } body)
        {
            using var message = JsonDocument.Parse(body);
            steps.Add(message.RootElement.GetProperty("params").Clone());
            reader.Advance();
        }

        Assert.Equal(("lost", 5000 - 1024), (steps[0].GetProperty("kind").GetString(), steps[0].GetProperty("count").GetInt32()));
        Assert.Equal(Enumerable.Range(5000 - 1024, 1024).Select(i => $"{i}"), steps.Skip(1).Select(step => step.GetProperty("text").GetString()));
    }

    private sealed class Nobody : IRpcTarget
    {
        public ValueTask<RpcResult> RequestAsync(string method, JsonElement parameters, CancellationToken cancellationToken) => new(LspJson.Null);

        public void Notify(string method, JsonElement parameters)
        {
        }
    }
}
