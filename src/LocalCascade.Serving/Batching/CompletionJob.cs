using System.Threading.Channels;
using LocalCascade.Inference.Decoding;

namespace LocalCascade.Serving.Batching;

/// <summary>One completion to generate: what is asked, and where the answer goes piece by piece.</summary>
internal sealed class CompletionJob(int[] prompt, int[] draft, int maxTokens, IReadOnlyList<string> stops, SamplingOptions sampling, int? logprobs, CancellationToken cancellationToken)
{
    // Never more than one piece per token, and the tokens are bounded: the writer need not wait for a slow reader.
    private readonly Channel<GeneratedPiece> _pieces = Channel.CreateUnbounded<GeneratedPiece>(new() { SingleReader = true, SingleWriter = true });

    /// <summary>The prompt's tokens; at least one.</summary>
    public int[] Prompt { get; } = prompt;

    /// <summary>Tokens that the answer may begin with: verified together, in one run.</summary>
    public int[] Draft { get; } = draft;

    /// <summary>The most tokens to generate.</summary>
    public int MaxTokens { get; } = maxTokens;

    /// <summary>Texts that end the answer.</summary>
    public IReadOnlyList<string> Stops { get; } = stops;

    /// <summary>How tokens are chosen.</summary>
    public SamplingOptions Sampling { get; } = sampling;

    /// <summary>How many of the likeliest tokens are reported per position; null for no probabilities.</summary>
    public int? Logprobs { get; } = logprobs;

    /// <summary>Cancelled when the client resets its stream.</summary>
    public CancellationToken CancellationToken { get; } = cancellationToken;

    /// <summary>The answer as it comes; completed at its end, with an exception when it failed.</summary>
    public ChannelReader<GeneratedPiece> Pieces => _pieces.Reader;

    /// <summary>Tokens of the prompt that a KV cache held already.</summary>
    public int CachedTokens { get; set; }

    /// <summary>Tokens of the draft that are in the answer.</summary>
    public int AcceptedTokens { get; set; }

    public void Write(GeneratedPiece piece) => _pieces.Writer.TryWrite(piece);

    public void Complete(Exception? error = null) => _pieces.Writer.TryComplete(error);
}
