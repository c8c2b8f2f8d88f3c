using System.Text.Json;
using LocalCascade.Http;
using LocalCascade.Inference;
using LocalCascade.Inference.Decoding;
using LocalCascade.Serving.Batching;
using LocalCascade.Serving.Replay;
using LocalCascade.Wire;

namespace LocalCascade.Serving.Endpoints;

/// <summary><c>POST /v1/completions</c>: reads the request, queues it, and passes on what is generated as it comes.</summary>
internal sealed class CompletionsEndpoint(LocalModel model, string modelName, ReplayPlayer? replay, BatchScheduler scheduler, ServingMetrics metrics, TimeProvider timeProvider)
{
    private const int DefaultMaxTokens = 16;
    private static readonly string[] Single = ["n", "best_of"];

    private readonly RequestReader _requests = new(maxBytes: 8 << 20, maxUnpacked: 16 << 20, maxDepth: 16);
    private readonly PromptLayout _prompts = new(model, scheduler.Capacity);

    public async Task HandleAsync(HttpContext http)
    {
        var cancellationToken = http.RequestAborted;
        http.Response.Headers[WireHeaders.RequestId] = RequestIds.Of(http);
        try
        {
            var body = await _requests.ReadAsync(http.Request, cancellationToken).ConfigureAwait(false);
            var recorded = replay?.Find(body);

            // A replay chose nothing, so it has no probabilities to tell.
            var job = CreateJob(recorded is null ? body : body with { Logprobs = null }, cancellationToken);
            var playing = Task.CompletedTask;
            if (recorded is not null)
            {
                playing = replay!.PlayAsync(job, recorded);
            }
            else if (!scheduler.TryAdd(job))
            {
                throw new RequestRefusedException(StatusCodes.Status503ServiceUnavailable, ErrorCodes.Overloaded, "The queue is full.", TimeSpan.FromSeconds(1));
            }

            var answer = new AnswerWriter(http.Response, modelName, timeProvider.GetUtcNow(), job, body);
            await (body.Stream == true ? answer.StreamAsync(cancellationToken) : answer.WriteWholeAsync(cancellationToken)).ConfigureAwait(false);
            await playing.ConfigureAwait(false);
            metrics.Ended("completed");
        }
        catch (RequestRefusedException refused)
        {
            metrics.Ended(refused.Status == StatusCodes.Status503ServiceUnavailable ? "overloaded" : "refused");
            await Errors.WriteAsync(http, refused.Status, refused.Code, refused.Message, refused.RetryAfter, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            // The scheduler counts it when it drops the sequence.
        }
        catch (InferenceException error)
        {
            metrics.Ended("failed");
            await FailAsync(http, error.Message, cancellationToken).ConfigureAwait(false);
        }
    }

    private CompletionJob CreateJob(CompletionBody body, CancellationToken cancellationToken)
    {
        if (!string.IsNullOrEmpty(body.Model) && body.Model != modelName)
        {
            throw new RequestRefusedException(StatusCodes.Status404NotFound, ErrorCodes.UnknownModel, $"No such model; this server has {modelName}.");
        }

        foreach (var name in Single)
        {
            if (Number(body, name) is not (null or 1))
            {
                throw Invalid($"'{name}' has to be 1: one completion per request.");
            }
        }

        if (body.Other?.TryGetValue("echo", out var echo) == true && echo.ValueKind == JsonValueKind.True)
        {
            throw Invalid("'echo' is not supported.");
        }

        var maxTokens = Math.Min(body.MaxTokens ?? DefaultMaxTokens, scheduler.Capacity / 2);
        var sampling = new SamplingOptions
        {
            // OpenAI's default is 1; whoever completes code wants the likeliest.
            Temperature = (float)(body.Temperature ?? 0),
            TopP = (float)Math.Clamp(Number(body, "top_p") ?? 1, 0.01, 1),
            TopK = (int)Math.Clamp(Number(body, "top_k") ?? 0, 0, int.MaxValue),
            Seed = Number(body, "seed") is { } seed ? (int)Math.Clamp(seed, int.MinValue, int.MaxValue) : Random.Shared.Next(),
        };
        var prompt = _prompts.LayOut(body, maxTokens);
        return new(prompt, _prompts.EncodeDraft(body.Draft, scheduler.MostDraft), maxTokens, body.Stop ?? [], sampling, body.Logprobs, cancellationToken);
    }

    private static double? Number(CompletionBody body, string name) =>
        body.Other?.TryGetValue(name, out var value) != true || value.ValueKind == JsonValueKind.Null ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) ? number
        : throw Invalid($"'{name}' has to be a number.");

    private static RequestRefusedException Invalid(string message) => new(StatusCodes.Status400BadRequest, ErrorCodes.InvalidRequest, message);

    private static async Task FailAsync(HttpContext http, string message, CancellationToken cancellationToken)
    {
        if (!http.Response.HasStarted)
        {
            await Errors.WriteAsync(http, StatusCodes.Status500InternalServerError, ErrorCodes.UpstreamFailed, message, null, cancellationToken).ConfigureAwait(false);
            return;
        }

        byte[] last = [.. "data: "u8, .. Errors.ToJson(StatusCodes.Status500InternalServerError, ErrorCodes.UpstreamFailed, message), .. "\n\n"u8];
        await http.Response.BodyWriter.WriteAsync(last, cancellationToken).ConfigureAwait(false);
    }
}
