using System.Text;
using LocalCascade.Proxy.Configuration;
using LocalCascade.Wire;

namespace LocalCascade.Proxy.Pipeline;

/// <summary>Makes the body that an upstream gets: its model's name, its prompt layout, its limits.</summary>
/// <param name="upstream">The upstream.</param>
/// <param name="limits">What one request may be.</param>
internal sealed class PromptAssembly(UpstreamConfiguration upstream, RequestLimits limits)
{
    // Code has three to four bytes to the token; four keeps most of it, and engines cut or refuse what is still too long.
    private const int CharactersPerToken = 4;

    // What is nearest to the cursor matters most: the prefix gets what it needs up to this share, the suffix up to its own,
    // other files the rest.
    private const double PrefixShare = 0.6;
    private const double SuffixShare = 0.25;

    private readonly FimLayout? _layout = FimLayout.Find(upstream.Fim);

    /// <summary>The upstream's body for a client's one.</summary>
    public CompletionBody Assemble(CompletionBody body)
    {
        var maxTokens = Math.Min(body.MaxTokens ?? limits.MaxTokens, Math.Min(limits.MaxTokens, upstream.ContextTokens / 2));
        var budget = Math.Max(0, upstream.ContextTokens - maxTokens) * CharactersPerToken;
        var prefix = TextWindow.KeepEnd(body.Prompt!, body.Suffix is null ? budget : (int)(budget * PrefixShare));
        var suffix = body.Suffix is null ? null : TextWindow.KeepStart(body.Suffix, Math.Min((int)(budget * SuffixShare), budget - prefix.Length));
        var context = KeepNearest(body.Context, budget - prefix.Length - (suffix?.Length ?? 0));
        var sent = body with { Model = upstream.Model, MaxTokens = maxTokens, Draft = upstream.Extensions ? body.Draft : null };

        // Who the client calls its user is nobody else's business.
        sent.Other = body.Other is { } other && other.ContainsKey("user") ? other.Where(pair => pair.Key != "user").ToDictionary() : body.Other;
        return _layout is null
            ? sent with { Prompt = prefix, Suffix = suffix, Context = upstream.Extensions && context.Count > 0 ? context : null }
            : sent with { Prompt = Lay(_layout, context, prefix, suffix), Suffix = null, Context = null, Stop = WithLayoutStops(body.Stop, suffix is null ? [] : _layout.Stop) };
    }

    private static string Lay(FimLayout layout, List<ContextFile> context, string prefix, string? suffix)
    {
        var front = "";
        if (layout.FileSeparator is not null && context.Count > 0)
        {
            var text = new StringBuilder();
            foreach (var file in context)
            {
                text.Append(layout.LayFile(file.Path, file.Text));
            }

            front = text.ToString();
        }

        return suffix is null ? front + prefix : layout.Lay(front, prefix, suffix);
    }

    private static IReadOnlyList<string>? WithLayoutStops(IReadOnlyList<string>? stop, IReadOnlyList<string> layoutStop) =>
        layoutStop.Count == 0 ? stop : [.. (stop ?? []).Concat(layoutStop).Distinct(StringComparer.Ordinal)];

    // The most important file is the last one.
    private static List<ContextFile> KeepNearest(IReadOnlyList<ContextFile>? context, int budget)
    {
        var kept = new List<ContextFile>();
        for (var i = (context?.Count ?? 0) - 1; i >= 0; i--)
        {
            budget -= context![i].Text.Length + context[i].Path.Length + 2;
            if (budget < 0)
            {
                break;
            }

            kept.Insert(0, context[i]);
        }

        return kept;
    }
}
