using System.Globalization;
using LocalCascade.Completion;
using LocalCascade.Completion.Documents;
using Spectre.Console;

namespace LocalCascade.Daemon.Cli;

/// <summary>Shows a completion in a terminal as an editor would: the code around it, the ghost text dimmed.</summary>
internal static class CompletionView
{
    private const int LinesAround = 3;

    /// <summary>Writes the place with the first item's ghost text in it.</summary>
    public static void WriteInContext(IAnsiConsole console, SourceText text, int offset, CompletionItem? item)
    {
        var lineNumber = text.GetLineOfOffset(offset);
        for (var i = Math.Max(0, lineNumber - LinesAround); i <= Math.Min(text.LineCount - 1, lineNumber + LinesAround); i++)
        {
            var line = text.GetLine(i);
            var number = (i + 1).ToString(CultureInfo.InvariantCulture).PadLeft(4);
            if (i != lineNumber)
            {
                console.MarkupLine($"[grey]{number}[/]  {Markup.Escape(text.ToString(line.Start, line.Length))}");
                continue;
            }

            var before = Markup.Escape(text.ToString(line.Start, offset - line.Start));
            var after = Markup.Escape(text.ToString(offset, line.End - offset));
            // Without colours the ghost text has to be told from the code by marks.
            var coloured = console.Profile.Capabilities.ColorSystem != ColorSystem.NoColors;
            var ghost = item is null ? "" : Markup.Escape(item.GhostText.ReplaceLineEndings($"\n      "));
            var shown = item is null ? "▏" : coloured ? $"[italic grey50 on grey15]{ghost}[/]" : $"‹{ghost}›";
            console.MarkupLine($"[grey]{number}[/]  {before}{shown}{after}");
        }
    }

    /// <summary>One line: who wrote it, how sure, how long it took.</summary>
    public static string Describe(CompletionItem item, CompletionTimings timings)
    {
        var origin = item.Origin switch { CompletionOrigin.Workspace => "workspace predictor", CompletionOrigin.Cloud => "cloud", _ => "local model" };
        var cost = item.Origin == CompletionOrigin.Cloud ? $"; first tokens after {timings.Cloud.TotalMilliseconds:0.0} ms"
            : item.Origin == CompletionOrigin.LocalModel ? $"; prompt {timings.PromptTokens} tokens ({timings.ReusedTokens} reused), prefill {timings.Prefill.TotalMilliseconds:0.0} ms, decode {timings.Decode.TotalMilliseconds:0.0} ms for {timings.GeneratedTokens} tokens"
            : $"; predictor {timings.Workspace.TotalMilliseconds:0.00} ms";
        return string.Create(CultureInfo.InvariantCulture, $"{origin}, confidence {item.Confidence:0.00}, {timings.Total.TotalMilliseconds:0.0} ms{cost}");
    }
}
