using System.Net;
using System.Text;
using System.Text.Json;
using LocalCascade.Serving.Hosting;
using LocalCascade.Wire;

namespace LocalCascade.Serving.Tests.Endpoints;

/// <summary>The server as its clients see it: real model, real Kestrel, HTTP/2 and HTTP/1.1.</summary>
#pragma warning disable CA1001 // xunit calls IAsyncLifetime.DisposeAsync.
public sealed class CompletionsEndpointTests : IAsyncLifetime
#pragma warning restore CA1001
{
    private readonly ServeServer _server = new(new() { Model = EmbeddedModel.Find(), Urls = ["http://127.0.0.1:0"], Slots = 4, Queue = 4, Threads = 1 }, TimeProvider.System, _ => { });
    private HttpClient _http = null!;

    public async Task InitializeAsync()
    {
        await _server.StartAsync(CancellationToken.None);
        _http = new() { BaseAddress = new(_server.Addresses[0]), DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_stream_and_a_whole_answer_say_the_same_over_both_protocols()
    {
        var whole = await WholeAsync("""{"prompt":"def add(a, b):\n    return ","suffix":"\n","max_tokens":12}""");
        var events = await EventsAsync("""{"prompt":"def add(a, b):\n    return ","suffix":"\n","max_tokens":12,"stream":true,"stream_options":{"include_usage":true}}""");
        Assert.Equal(whole.Choices[0].Text, string.Concat(events.SelectMany(chunk => chunk.Choices).Select(choice => choice.Text)));
        Assert.Equal(whole.Usage!.CompletionTokens, events[^1].Usage!.CompletionTokens);
        Assert.NotNull(events[^2].Choices[0].FinishReason);
        using var old = new HttpClient { BaseAddress = _http.BaseAddress };
        using var response = await old.PostAsync("/v1/completions", Json("""{"prompt":"def add(a, b):\n    return ","suffix":"\n","max_tokens":12}"""));
        Assert.Equal(HttpVersion.Version11, response.Version);
        Assert.Contains(JsonEncodedText.Encode(whole.Choices[0].Text, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString(), await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_draft_gives_the_same_answer_and_is_accounted_for()
    {
        const string place = "\"prompt\":\"for (int i = 0; i < \",\"suffix\":\"\\n\",\"max_tokens\":12";
        var plain = await WholeAsync($"{{{place}}}");
        var draft = JsonSerializer.Serialize(plain.Choices[0].Text);
        var drafted = await WholeAsync($"{{{place},\"draft\":{draft}}}");
        Assert.Equal(plain.Choices[0].Text, drafted.Choices[0].Text);
        Assert.True(drafted.Usage!.CompletionTokensDetails!.AcceptedPredictionTokens > 0);
    }

    [Fact]
    public async Task Stop_texts_end_the_answer_and_are_not_part_of_it()
    {
        var plain = (await WholeAsync("""{"prompt":"for (int i = 0; i < ","max_tokens":16}""")).Choices[0].Text;
        var stop = plain.Substring(plain.Length / 2, 3);
        var answer = await WholeAsync($$"""{"prompt":"for (int i = 0; i < ","max_tokens":16,"stop":[{{JsonSerializer.Serialize(stop)}}]}""");
        Assert.Equal(plain[..plain.IndexOf(stop, StringComparison.Ordinal)], answer.Choices[0].Text);
        Assert.Equal("stop", answer.Choices[0].FinishReason);
    }

    [Fact]
    public async Task Probabilities_are_probabilities()
    {
        var logprobs = (await WholeAsync("""{"prompt":"for (int i = 0; i < ","max_tokens":8,"logprobs":5}""")).Choices[0].Logprobs!;
        Assert.Equal(8, logprobs.Tokens.Count);
        for (var i = 0; i < 8; i++)
        {
            var top = logprobs.TopLogprobs![i]!;
            Assert.InRange(top.Values.Sum(Math.Exp), 0, 1.0001);

            // Greedy: the chosen token is the likeliest.
            Assert.Equal(top.Values.Max(), logprobs.TokenLogprobs[i]!.Value, 4);
            Assert.Equal(top.MaxBy(pair => pair.Value).Key, logprobs.Tokens[i]);
        }
    }

    [Theory]
    [InlineData("""{"prompt":"x","n":2}""", 400)]
    [InlineData("""{"prompt":"x","best_of":2}""", 400)]
    [InlineData("""{"prompt":"x","echo":true}""", 400)]
    [InlineData("""{"prompt":"x","top_p":"y"}""", 400)]
    [InlineData("""{"prompt":[1,2,3]}""", 400)]
    [InlineData("""{"prompt":"x","model":"gpt-4"}""", 404)]
    [InlineData("""{}""", 400)]
    [InlineData("""nonsense""", 400)]
    public async Task What_it_does_not_do_is_refused_in_a_sentence(string body, int status)
    {
        using var response = await _http.PostAsync("/v1/completions", Json(body));
        Assert.Equal(status, (int)response.StatusCode);
        var error = JsonSerializer.Deserialize(await response.Content.ReadAsStringAsync(), WireJson.Relaxed.ErrorBody)!.Error;
        Assert.EndsWith(".", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prompts_of_any_length_and_content_are_completed()
    {
        var random = new Random(2);
        foreach (var length in new[] { 0, 1, 500, 20_000, 200_000 })
        {
            var text = new string([.. Enumerable.Range(0, length).Select(_ => (char)random.Next(32, 0x3000))]);
            var answer = await WholeAsync($$"""{"prompt":{{JsonSerializer.Serialize(text)}},"suffix":{{JsonSerializer.Serialize(text)}},"max_tokens":4}""");
            Assert.InRange(answer.Usage!.CompletionTokens, 0, 4);
        }
    }

    [Fact]
    public async Task A_reset_stream_frees_its_slot_and_beyond_the_queue_there_is_503()
    {
        const string endless = """{"prompt":"x = [1, ","max_tokens":400,"stream":true,"temperature":2,"seed":1}""";
        using var cancel = new CancellationTokenSource();
        var sending = Enumerable.Range(0, 12).Select(_ =>
        {
            var request = new HttpRequestMessage(HttpMethod.Post, "/v1/completions") { Content = Json(endless), Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
            return _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel.Token);
        }).ToList();
        var refused = await (await Task.WhenAny(sending.Select(RefusedAsync)));
        Assert.Equal(1, refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds);
        await cancel.CancelAsync();
        foreach (var one in sending.Where(one => one.IsCompletedSuccessfully))
        {
            (await one).Dispose();
        }

        // The server learns of the resets on another thread than of the next request.
        while (_server.Scheduler.Waiting > 0)
        {
            await Task.Yield();
        }

        var answer = await WholeAsync("""{"prompt":"def f(","max_tokens":2}""");
        Assert.NotNull(answer.Choices[0].FinishReason);
        Assert.Contains("localcascade_serve_requests_total", await _http.GetStringAsync("/metrics"), StringComparison.Ordinal);
        Assert.True(_server.Scheduler.Active <= 4);

        static async Task<HttpResponseMessage> RefusedAsync(Task<HttpResponseMessage> sending)
        {
            var response = await sending;
            if (response.StatusCode != HttpStatusCode.ServiceUnavailable)
            {
                await Task.Delay(Timeout.Infinite);
            }

            return response;
        }
    }

    private async Task<CompletionChunk> WholeAsync(string body)
    {
        using var response = await _http.PostAsync("/v1/completions", Json(body));
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonSerializer.Deserialize(text, WireJson.Relaxed.CompletionChunk)!;
    }

    private async Task<List<CompletionChunk>> EventsAsync(string body)
    {
        using var response = await _http.PostAsync("/v1/completions", Json(body));
        var events = (await response.Content.ReadAsStringAsync()).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("data: [DONE]", events[^1]);
        return [.. events[..^1].Select(one => JsonSerializer.Deserialize(one["data: ".Length..], WireJson.Relaxed.CompletionChunk)!)];
    }

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");
}
