using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using LocalCascade.Completion;
using Spectre.Console;

namespace LocalCascade.Daemon.Cli;

/// <summary><c>localcascade complete FILE:LINE:COLUMN</c></summary>
internal static class CompleteCommand
{
    public static Command Create()
    {
        var place = new Argument<string>("place") { Description = "Where to complete, as FILE:LINE:COLUMN counted from 1: src/app.py:12:9", HelpName = "FILE:LINE:COLUMN" };
        var json = new Option<bool>("--json") { Description = "Print one JSON object instead of text" };
        var items = new Option<int>("--items") { Description = "The most suggestions wanted, 1 to 5", HelpName = "N", DefaultValueFactory = _ => 1 };
        var command = new Command("complete", "Complete at a place of a file and print the suggestion, its confidence, tokens and timings") { place, json, items };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, parsed.GetValue(place)!, parsed.GetValue(json), Math.Clamp(parsed.GetValue(items), 1, 5), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, string placeText, bool json, int items, CancellationToken cancellationToken)
    {
        var place = SourcePlace.Parse(placeText);
        var (document, offset) = place.Open();
        var workspace = LocalEngine.FindWorkspace(place.Path);
        var settings = GlobalOptions.ReadSettings(parsed, workspace);
        var engine = await LocalEngine.StartAsync(settings, settings.Current.Engine, workspace, cancellationToken).ConfigureAwait(false);
        await using (engine.ConfigureAwait(false))
        {
            var result = await LocalEngine.CompleteAsync(engine, document, offset, items, cancellationToken).ConfigureAwait(false);
            if (json)
            {
                Console.Out.WriteLine(JsonSerializer.Serialize(CompleteOutput.From(result), CompleteOutputContext.Default.CompleteOutput));
            }
            else
            {
                Write(Terminal.Open(), document.Text, offset, result);
            }

            return result.Items.Count > 0 ? ExitCodes.Success : ExitCodes.NoCompletion;
        }
    }

    private static void Write(IAnsiConsole console, Completion.Documents.SourceText text, int offset, CompletionResult result)
    {
        CompletionView.WriteInContext(console, text, offset, result.Items is [var first, ..] ? first : null);
        if (result.Reason is { } reason)
        {
            console.WriteLine($"No suggestion ({reason.Kind}): {reason.Explanation}");
        }

        foreach (var (index, item) in result.Items.Index())
        {
            console.WriteLine();
            console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{index + 1}. {CompletionView.Describe(item, result.Timings)}"));
            console.WriteLine($"   {JsonEncodedText.Encode(item.GhostText, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}");
            foreach (var token in item.Tokens)
            {
                var shown = JsonEncodedText.Encode(token.Text, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping);
                console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"   {token.Probability,6:0.000}  {token.Entropy,6:0.00} nats  {shown}"));
            }
        }
    }
}
