using System.Net;
using System.Text;
using System.Text.Json;
using LocalCascade.Serving.Batching;
using LocalCascade.Serving.Hosting;
using LocalCascade.Serving.Replay;
using LocalCascade.Tests;
using LocalCascade.Wire;
using LocalCascade.Wire.Replay;

namespace LocalCascade.Serving.Tests.Replay;

public sealed class ReplayTests : IDisposable
{
    private const string Answer = "return left + right;\n    // done";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_known_place_is_answered_with_what_was_recorded_in_the_replays_name()
    {
        await using var server = await StartAsync(emptyForUnknown: false);
        var chunk = await AskAsync(server, "int add() { ", "}\n");
        Assert.Equal((Answer, "stop", "teacher-forced-replay-simulated-60"), (chunk.Choices[0].Text, chunk.Choices[0].FinishReason, chunk.Model));
        Assert.True(chunk.Usage!.CompletionTokens > 3);
        Assert.Null(chunk.Choices[0].Logprobs);
        Assert.Contains("teacher-forced-replay-simulated-60", await Client(server).GetStringAsync("/v1/models"), StringComparison.Ordinal);

        // As one streams it: in pieces of a token, with the same text.
        var events = await StreamAsync(server, "int add() { ", "}\n");
        Assert.True(events.Count > 3);
        Assert.Equal(Answer, string.Concat(events.SelectMany(one => one.Choices).Select(choice => choice.Text)));
    }

    [Fact]
    public async Task Limits_and_stop_texts_hold_for_a_replay_too()
    {
        await using var server = await StartAsync(emptyForUnknown: false);
        var cut = await AskAsync(server, "int add() { ", "}\n", ",\"max_tokens\":2");
        Assert.Equal(("length", 2), (cut.Choices[0].FinishReason, cut.Usage!.CompletionTokens));
        Assert.StartsWith(cut.Choices[0].Text, Answer, StringComparison.Ordinal);
        Assert.Equal("return left + right;", (await AskAsync(server, "int add() { ", "}\n", ",\"stop\":[\"\\n\"]")).Choices[0].Text);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_unknown_place_gets_the_models_answer_or_none(bool empty)
    {
        await using var server = await StartAsync(empty);
        var answer = await AskAsync(server, "for (int i = 0; i < ", "\n");
        Assert.Equal(empty, answer.Choices[0].Text.Length == 0);
    }

    [Fact]
    public async Task Tokens_come_when_they_are_due()
    {
        var clock = new ManualTimeProvider();
        await using var server = await StartAsync(emptyForUnknown: true);
        var file = ReplayFile.Read(_folder.Combine("answers.jsonl"));
        var player = new ReplayPlayer(file, new(TimeSpan.FromMilliseconds(200), 100), true, server.Model.Tokenizer, clock);
        using var cancelling = new CancellationTokenSource();
        var job = new CompletionJob([1], [], 64, [], new(), null, cancelling.Token);
        var playing = player.PlayAsync(job, Answer);
        clock.Advance(TimeSpan.FromMilliseconds(199));
        Assert.False(job.Pieces.TryRead(out _));
        clock.Advance(TimeSpan.FromMilliseconds(1));
        await job.Pieces.ReadAsync();
        clock.Advance(TimeSpan.FromMilliseconds(30));
        for (var i = 0; i < 3; i++)
        {
            await job.Pieces.ReadAsync();
        }

        Assert.False(job.Pieces.TryRead(out _));
        await cancelling.CancelAsync();
        await playing;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => job.Pieces.Completion);
    }

    private async Task<ServeServer> StartAsync(bool emptyForUnknown)
    {
        var answers = new Dictionary<string, string> { [ReplayKey.Of("int add() { ", "}\n")] = Answer };
        var path = _folder.Write("answers.jsonl", new ReplayFile(ReplayFile.NameOfSimulated(0.6), "simulated cloud, 60 % right", answers).Write());
        var server = new ServeServer(new() { Model = EmbeddedModel.Find(), Urls = ["http://127.0.0.1:0"], Slots = 2, Queue = 2, Threads = 1, Replay = path, ReplayPace = new(TimeSpan.FromMilliseconds(1), 10_000), ReplayEmptyForUnknown = emptyForUnknown }, TimeProvider.System, _ => { });
        await server.StartAsync(CancellationToken.None);
        return server;
    }

    private static HttpClient Client(ServeServer server) => new() { BaseAddress = new(server.Addresses[0]), DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };

    private static async Task<CompletionChunk> AskAsync(ServeServer server, string prompt, string suffix, string more = ",\"max_tokens\":64") =>
        JsonSerializer.Deserialize(await PostAsync(server, prompt, suffix, more), WireJson.Relaxed.CompletionChunk)!;

    private static async Task<List<CompletionChunk>> StreamAsync(ServeServer server, string prompt, string suffix) =>
        [.. (await PostAsync(server, prompt, suffix, ",\"max_tokens\":64,\"stream\":true")).Split("\n\n", StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line["data: ".Length..]).Where(data => data != "[DONE]").Select(data => JsonSerializer.Deserialize(data, WireJson.Relaxed.CompletionChunk)!)];

    private static async Task<string> PostAsync(ServeServer server, string prompt, string suffix, string more)
    {
        using var http = Client(server);
        using var content = new StringContent($"{{\"prompt\":{JsonSerializer.Serialize(prompt)},\"suffix\":{JsonSerializer.Serialize(suffix)},\"logprobs\":0{(more.Contains("max_tokens", StringComparison.Ordinal) ? "" : ",\"max_tokens\":64")}{more}}}", Encoding.UTF8, "application/json");
        using var response = await http.PostAsync("/v1/completions", content);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return text;
    }
}
