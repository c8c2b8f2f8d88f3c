using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using LocalCascade.Tests;

namespace LocalCascade.Benchmarks.Typing.Live;

/// <summary>All typists write at once, each in an editor with a relay of its own, one daemon for all of them, in an account made for the run.</summary>
internal static class LiveRun
{
    // A longer pause tells nothing more: every answer is there long before it ends.
    private const double LongestPause = 2_500;

    private const int Passage = 110;

    /// <summary>Types everything once.</summary>
    /// <param name="cloud">The cloud tier.</param>
    /// <param name="port">Where it is reached, over the network that is to be.</param>
    /// <param name="files">What is worked on, one for each typist.</param>
    /// <param name="debounce">The setting cloudDebounceMilliseconds.</param>
    /// <param name="round">Other rounds write other passages.</param>
    public static async Task<RunResult> TypeAsync(LiveCloud cloud, int port, IReadOnlyList<TypistFile> files, int debounce, int round)
    {
        using var home = new TemporaryFolder();

        // The machine runs everything at once, the cloud included: it must not be left alone for being slow, since it is the waits that are compared.
        home.Write("config/localcascade/config.json", $$"""{ "cloudDebounceMilliseconds": {{debounce}}, "escalationDeadlineMilliseconds": 2000, "cloudFailuresBeforePause": 100 }""");
        await LiveCloud.OutputAsync(Start(home, "login", "--url", $"http://127.0.0.1:{port}", "--credential-stdin"), cloud.Credential + "\n");
        try
        {
            // One after the other, so that the first starts the daemon.
            var desks = new List<Desk>();
            for (var i = 0; i < files.Count; i++)
            {
                desks.Add(await OpenAsync(home, files[i], i, round));
            }

            await Task.WhenAll(desks.Select(desk => Task.Run(desk.Session.RunAsync)));
            await Task.Delay(TimeSpan.FromSeconds(1));
            foreach (var desk in desks)
            {
                await desk.Client.DisposeAsync();
            }

            var csv = home.Combine("report.csv");
            await LiveCloud.OutputAsync(Start(home, "daemon", "stop"));
            await LiveCloud.OutputAsync(Start(home, "report", "--csv", csv));
            return RunResult.Read(csv, [.. desks.Select(desk => (desk.Name, desk.AsNeovim, desk.Editor, desk.Session))]);
        }
        catch
        {
            await LiveCloud.OutputAsync(Start(home, "daemon", "stop"));
            throw;
        }
    }

    private static async Task<Desk> OpenAsync(TemporaryFolder home, TypistFile file, int number, int round)
    {
        var passage = Live.Passage.Cut(file.Text, 0.15 + (0.25 * round) + (0.02 * number), Passage);
        var folder = Directory.CreateDirectory(home.Combine($"work-{number}")).FullName;
        file.CopyTo(folder, passage);
        var uri = new Uri(Path.Combine(folder, file.Name)).AbsoluteUri;
        var name = string.Create(CultureInfo.InvariantCulture, $"typist-{number}");
        var client = LspClient.Start(Start(home, "lsp", "--stdio"));
        await client.Request("initialize", new JsonObject
        {
            ["processId"] = Environment.ProcessId,
            ["clientInfo"] = new JsonObject { ["name"] = name },
            ["workspaceFolders"] = new JsonArray(new JsonObject { ["uri"] = new Uri(folder).AbsoluteUri, ["name"] = "work" }),
            ["capabilities"] = new JsonObject { ["general"] = new JsonObject { ["positionEncodings"] = new JsonArray("utf-16") } },
        }).Answer;
        client.Notify("initialized", new JsonObject());
        client.Notify("textDocument/didOpen", new JsonObject { ["textDocument"] = new JsonObject { ["uri"] = uri, ["languageId"] = file.Language, ["version"] = 1, ["text"] = passage.Before + passage.After } });
        for (var tries = 0; tries < 1200; tries++)
        {
            var status = (await client.Request("localcascade/status", new JsonObject()).Answer).Result;
            if (status?["modelState"]?.GetValue<string>() == "Ready" && status["indexedFiles"]?.GetValue<int>() > 0 && status["cloudState"]?.GetValue<string>() == "Ready")
            {
                break;
            }

            if (tries == 1199)
            {
                throw new InvalidOperationException($"The server did not get ready: {status}");
            }

            await Task.Delay(50);
        }

        // Every third types in Neovim.
        var asNeovim = number % 3 == 2;
        var editor = new Editor(client, uri, passage.Before + passage.After, passage.Before.Length, asNeovim);
        return new(name, asNeovim, client, editor, new(new(TypistProfile.Of(201 + number + (10 * round)), passage.Wanted, LongestPause), editor, passage.Wanted));
    }

    private static ProcessStartInfo Start(TemporaryFolder home, params string[] arguments)
    {
        var start = new ProcessStartInfo(LiveCloud.Program("localcascade"), arguments) { WorkingDirectory = home.Path };
        foreach (var (variable, folder) in new[] { ("HOME", ""), ("XDG_CONFIG_HOME", "config"), ("XDG_STATE_HOME", "state"), ("XDG_DATA_HOME", "data"), ("LOCALCASCADE_RUNTIME_DIR", "run") })
        {
            start.Environment[variable] = home.Combine(folder);
        }

        return start;
    }

    private sealed record Desk(string Name, bool AsNeovim, LspClient Client, Editor Editor, TypingSession Session);
}
