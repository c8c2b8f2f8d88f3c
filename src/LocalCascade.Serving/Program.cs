using System.CommandLine;
using System.Net;
using LocalCascade.Http;
using LocalCascade.Inference;
using LocalCascade.Serving.Hosting;
using LocalCascade.Wire;

var model = new Option<string?>("--model") { Description = "The model's folder (default: the embedded one)", HelpName = "FOLDER" };
var urls = new Option<string[]>("--urls") { Description = "Where to listen; each address speaks HTTP/2 and HTTP/1.1 (default http://127.0.0.1:8100)", HelpName = "URL", AllowMultipleArgumentsPerToken = true };
var slots = new Option<int>("--slots") { Description = "The most sequences that are decoded together", HelpName = "N", DefaultValueFactory = _ => 16 };
var queue = new Option<int>("--queue") { Description = "The most requests that wait for a slot; beyond it 503", HelpName = "N", DefaultValueFactory = _ => 128 };
var context = new Option<int>("--context") { Description = "The most tokens of prompt and answer together; 0 for what the model does best with", HelpName = "N" };
var threads = new Option<int>("--threads") { Description = "Threads that the model computes with; 0 for half of the cores", HelpName = "N" };
var replay = new Option<string?>("--replay") { Description = "Answer known places from a file of recorded answers (localcascade eval --record), token by token: a teacher-forced replay, and it says so", HelpName = "FILE" };
var replayFirst = new Option<double>("--replay-first-token-ms") { Description = "How long the replay's first token takes", HelpName = "MS", DefaultValueFactory = _ => 120 };
var replayRate = new Option<double>("--replay-tokens-per-second") { Description = "How fast the replay's other tokens come", HelpName = "N", DefaultValueFactory = _ => 100 };
var replayUnknown = new Option<string>("--replay-unknown") { Description = "Who answers places that the file does not know: model, or empty for nobody", HelpName = "model|empty", DefaultValueFactory = _ => "model" };
replayUnknown.AcceptOnlyFromAmong("model", "empty");
var root = new RootCommand("""
    LocalCascade's inference server: continuous batching on ONNX Runtime, OpenAI-compatible /v1/completions.
    It has no authentication: keep it on loopback, with localcascade-proxy in front. For real load run vLLM, SGLang or
    TensorRT-LLM behind the proxy instead.

    Examples:
      localcascade-serve                                        the embedded model on http://127.0.0.1:8100
      localcascade-serve --model ~/models/qwen2.5-coder-0.5b --slots 8
      curl -N http://127.0.0.1:8100/v1/completions -H 'Content-Type: application/json' -d '{"prompt":"def f(","stream":true}'
    """)
{
    model, urls, slots, queue, context, threads, replay, replayFirst, replayRate, replayUnknown,
};
root.SetAction((parsed, cancellationToken) => ServeAsync(parsed, cancellationToken));

try
{
    return await root.Parse(args).InvokeAsync(new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = Timeout.InfiniteTimeSpan }).ConfigureAwait(false);
}
catch (Exception error) when (error is InferenceException or IOException or UnauthorizedAccessException or ArgumentException or WireException)
{
    Console.Error.WriteLine($"localcascade-serve: error: {error.Message}");
    return 1;
}
catch (OperationCanceledException)
{
    return 1;
}

async Task<int> ServeAsync(ParseResult parsed, CancellationToken cancellationToken)
{
    var defaults = new ServeOptions { Model = parsed.GetValue(model) ?? EmbeddedModel.Find() };
    var options = defaults with
    {
        Urls = parsed.GetValue(urls) is { Length: > 0 } given ? given : defaults.Urls,
        Slots = CheckRange("--slots", parsed.GetValue(slots), 1, 1024),
        Queue = CheckRange("--queue", parsed.GetValue(queue), 1, 100_000),
        Context = CheckRange("--context", parsed.GetValue(context), 0, 1_000_000),
        Threads = CheckRange("--threads", parsed.GetValue(threads), 0, 256),
        Replay = parsed.GetValue(replay),
        ReplayPace = new(TimeSpan.FromMilliseconds(CheckRange("--replay-first-token-ms", parsed.GetValue(replayFirst), 0, 60_000)), CheckRange("--replay-tokens-per-second", parsed.GetValue(replayRate), 0.1, 100_000)),
        ReplayEmptyForUnknown = parsed.GetValue(replayUnknown) == "empty",
    };
    foreach (var url in options.Urls)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme != "http" || (uri.Host != "localhost" && !IPAddress.TryParse(uri.Host.Trim('[', ']'), out _)))
        {
            throw new ArgumentException($"--urls: '{url}' is not an address such as http://127.0.0.1:8100.");
        }
    }

    var server = new ServeServer(options, TimeProvider.System, logging => Logs.Configure(logging, LogLevel.Information));
    await using (server.ConfigureAwait(false))
    {
        await server.StartAsync(cancellationToken).ConfigureAwait(false);
        foreach (var address in server.Addresses)
        {
            Console.Error.WriteLine($"localcascade-serve: {server.ModelName} is listening on {address}");
        }

        await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await server.StopAsync(CancellationToken.None).ConfigureAwait(false);
    }

    return 0;
}

static T CheckRange<T>(string name, T value, T least, T most)
    where T : IComparable<T> =>
    value.CompareTo(least) >= 0 && value.CompareTo(most) <= 0 ? value : throw new ArgumentException($"{name} is {value}, expected {least} to {most}.");
