using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using LocalCascade.Completion;
using LocalCascade.Completion.Cascade;
using LocalCascade.Completion.Cloud;
using LocalCascade.Completion.Documents;
using LocalCascade.Daemon.Cloud;
using LocalCascade.Daemon.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
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
        var tier = new Option<CompletionTier>("--tier") { Description = "Who may answer: auto (this machine, and the cloud where it is unsure and you are signed in), local (this machine only), or cloud", HelpName = "TIER" };
        var explain = new Option<bool>("--explain") { Description = "Say in one line which tier answered, and why" };
        var command = new Command("complete", "Complete at a place of a file and print the suggestion, its confidence, tokens and timings") { place, json, items, tier, explain };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, parsed.GetValue(place)!, parsed.GetValue(json), Math.Clamp(parsed.GetValue(items), 1, 5), parsed.GetValue(tier), parsed.GetValue(explain), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, string placeText, bool json, int items, CompletionTier tier, bool explain, CancellationToken cancellationToken)
    {
        var place = SourcePlace.Parse(placeText);
        var (document, offset) = place.Open();
        var workspace = LocalEngine.FindWorkspace(place.Path);
        var settings = GlobalOptions.ReadSettings(parsed, workspace);
        var engine = await LocalEngine.StartAsync(settings, tier == CompletionTier.Cloud ? settings.Current.Engine with { UseModel = false, UseWorkspace = false } : settings.Current.Engine, workspace, cancellationToken).ConfigureAwait(false);
        await using (engine.ConfigureAwait(false))
        {
            var result = tier != CompletionTier.Local && FindCloud(settings.Current, tier) is { } cloud
                ? await WithCloudAsync(cloud, engine, document, offset, items, tier, cancellationToken).ConfigureAwait(false)
                : await LocalEngine.CompleteAsync(engine, document, offset, items, tier, cancellationToken).ConfigureAwait(false);
            if (json)
            {
                Console.Out.WriteLine(JsonSerializer.Serialize(CompleteOutput.From(result), CompleteOutputContext.Default.CompleteOutput));
            }
            else
            {
                Write(Terminal.Open(), document.Text, offset, result);
                if (explain && result.Explain() is { Length: > 0 } why)
                {
                    Console.Out.WriteLine();
                    Console.Out.WriteLine(why);
                }
            }

            return result.Items.Count > 0 ? ExitCodes.Success : ExitCodes.NoCompletion;
        }
    }

    private static CloudSettings? FindCloud(DaemonSettings settings, CompletionTier tier) =>
        CloudConnector.FindSettings(settings, CredentialStore.Default) is { } found ? found
        : tier == CompletionTier.Auto ? null
        : throw new CommandException(settings.Offline ? "The setting 'offline' is on: the cloud may not be asked." : "There is no cloud to ask. Sign in to one: localcascade login --url URL");

    private static async Task<CompletionResult> WithCloudAsync(CloudSettings settings, CompletionEngine engine, DocumentSnapshot document, int offset, int items, CompletionTier tier, CancellationToken cancellationToken)
    {
        var cloud = CloudConnector.Create(settings, CredentialStore.Default, NullLogger.Instance);
        await using (cloud.ConfigureAwait(false))
        {
            cloud.Start();
            await cloud.WhenSettledAsync(cancellationToken).ConfigureAwait(false);
            engine.UseCloud(cloud);
            return await LocalEngine.CompleteAsync(engine, document, offset, items, tier, cancellationToken).ConfigureAwait(false);
        }
    }

    private static void Write(IAnsiConsole console, SourceText text, int offset, CompletionResult result)
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
