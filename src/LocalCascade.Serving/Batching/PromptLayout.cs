using LocalCascade.Inference.Decoding;
using LocalCascade.Wire;

namespace LocalCascade.Serving.Batching;

/// <summary>Turns a request's texts into the model's prompt: its own FIM template where there is a suffix, other files in front where it knows them.</summary>
internal sealed class PromptLayout(LocalModel model, int capacity)
{
    // The cursor's neighbourhood matters most: the suffix gets this share of the room, the prefix what it needs of the rest.
    private const double SuffixShare = 0.25;

    // Nobody's prompt is longer than this many characters to the token: more is not even tokenized.
    private const int MostCharsPerToken = 16;

    /// <summary>The prompt's tokens, cut around the cursor so that <paramref name="maxTokens"/> fit behind them.</summary>
    public int[] LayOut(CompletionBody body, int maxTokens)
    {
        var room = capacity - maxTokens;
        if (body.Suffix is null || model.Fim is not { } fim)
        {
            var plain = Encode(body.Prompt!, room, keepEnd: true);
            return model.Tokenizer.BeginOfText is { } begin ? [begin, .. KeepEnd(plain, room - 1)] : plain is [] ? [.. model.Info.EosTokenIds.Take(1)] : [.. KeepEnd(plain, room)];
        }

        room -= fim.Start.Count + fim.Between.Count + fim.End.Count;
        var suffix = KeepStart(Encode(body.Suffix, room, keepEnd: false), (int)(room * SuffixShare));
        var prefix = KeepEnd(Encode(body.Prompt!, room, keepEnd: true), room - suffix.Length);
        var context = LayOutContext(body.Context, room - prefix.Length - suffix.Length);
        return fim.SuffixFirst
            ? [.. context, .. fim.Start, .. suffix, .. fim.Between, .. prefix, .. fim.End]
            : [.. context, .. fim.Start, .. prefix, .. fim.Between, .. suffix, .. fim.End];
    }

    /// <summary>A draft's tokens.</summary>
    public int[] EncodeDraft(string? draft, int most) => DraftTokens.Encode(model.Tokenizer, [], draft, most, out _);

    // The most important file is the last one, nearest to the prompt.
    private int[] LayOutContext(IReadOnlyList<ContextFile>? files, int room)
    {
        if (files is null || model.Fim?.FileSeparator is not { } separator)
        {
            return [];
        }

        var tokens = new List<int>();
        foreach (var file in files.Reverse())
        {
            int[] laid = [separator, .. model.Tokenizer.Encode($"{file.Path}\n{file.Text}\n")];
            if (laid.Length > room - tokens.Count)
            {
                break;
            }

            tokens.InsertRange(0, laid);
        }

        return [.. tokens];
    }

    private int[] Encode(string text, int room, bool keepEnd)
    {
        var most = Math.Max(1, room) * MostCharsPerToken;
        var part = text.Length <= most ? text : keepEnd ? text[^most..] : text[..most];
        return model.Tokenizer.Encode(part);
    }

    private static ReadOnlySpan<int> KeepEnd(ReadOnlySpan<int> tokens, int most) => tokens.Length <= most ? tokens : tokens[^Math.Max(0, most)..];

    private static ReadOnlySpan<int> KeepStart(ReadOnlySpan<int> tokens, int most) => tokens.Length <= most ? tokens : tokens[..Math.Max(0, most)];
}
