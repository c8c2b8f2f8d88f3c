using System.CommandLine;
using System.Net.Sockets;
using LocalCascade.Daemon.Configuration;
using LocalCascade.Daemon.Hosting;
using LocalCascade.Daemon.Lsp;
using LocalCascade.Daemon.Playground;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalCascade.Daemon.Cli;

/// <summary><c>localcascade playground</c>: an editor in the browser that shows what happens.</summary>
internal static class PlaygroundCommand
{
    public static Command Create()
    {
        var folder = new Argument<string?>("path") { Description = "The folder to play in, or a file of it; the samples that come with the page if it is left out", HelpName = "PATH", Arity = ArgumentArity.ZeroOrOne };
        var port = new Option<int>("--port") { Description = "The port, instead of any free one", HelpName = "N" };
        var noBrowser = new Option<bool>("--no-browser") { Description = "Print the address only" };
        var command = new Command("playground", "Show in the browser how completions come about: an editor, its prompts and tokens, who answers and why (served to this machine alone, also with `offline`; nothing is kept)") { folder, port, noBrowser };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, parsed.GetValue(folder), parsed.GetValue(port), !parsed.GetValue(noBrowser), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, string? path, int port, bool opensBrowser, CancellationToken cancellationToken)
    {
        if (port is < 0 or > 65535)
        {
            throw new CommandException($"A port is a number from 1 to 65535, not {port}.");
        }

        var page = PageFiles.FindFolder() ?? throw new CommandException($"The page is not beside {AppContext.BaseDirectory}; build it with ./build.sh playground.");
        var (folder, first) = FindFolder(path, page);

        // The samples may lie in a folder that git ignores, such as dist/. And what is tried out here is no answer of everyday work.
        string[] own = path is null ? ["telemetry=off", "respectGitIgnore=false"] : ["telemetry=off"];
        string[] set = [.. parsed.GetValue(GlobalOptions.Set) ?? [], .. own];
        SettingsSource Settings() => new(parsed.GetValue(GlobalOptions.ConfigFile), set);

        var settings = Settings();
        settings.Reload([folder]);
        foreach (var problem in settings.TakeNewProblems())
        {
            Console.Error.WriteLine($"localcascade: warning: {problem}");
        }

        var files = PlaygroundFiles.List(folder, settings.Current.Engine, cancellationToken);
        var keys = new AccessKeys();
        var hello = Hello(settings.Current, keys, files, first, isTour: path is null);
        var shared = new SharedServices(TimeProvider.System, NullLogger.Instance, keepsLastModel: true);
        await using (shared.ConfigureAwait(false))
        {
            var server = Listen(port, new PageFiles(page), keys, (socket, ending) => PlaygroundSession.ServeAsync(socket, Settings(), shared, files, hello, NullLogger.Instance, ending));
            await using (server.ConfigureAwait(false))
            {
                var address = $"http://127.0.0.1:{server.Port}/";
                Console.Out.WriteLine($"The playground is at {address}#{keys.Key}");
                if (opensBrowser && WebBrowser.IsLikely && !WebBrowser.TryOpen($"{address}#{keys.Ticket}"))
                {
                    Console.Out.WriteLine("No browser was found; open the address yourself.");
                }

                Console.Out.WriteLine("Ctrl+C ends it.");
                await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        return ExitCodes.Success;
    }

    private static PlaygroundServer Listen(int port, PageFiles files, AccessKeys keys, Func<System.Net.WebSockets.WebSocket, CancellationToken, Task> serve)
    {
        try
        {
            return new(port, files, keys, serve, reason => Console.Error.WriteLine($"localcascade: refused: {reason}"));
        }
        catch (SocketException error) when (error.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
        {
            throw new CommandException(error.SocketErrorCode == SocketError.AccessDenied
                ? $"Port {port} may not be listened on by this user; take one above 1023, or leave --port out for any free one."
                : $"Port {port} is in use; name another one, or leave --port out for any free one.");
        }
    }

    private static (string Folder, string? First) FindFolder(string? path, string page)
    {
        if (path is null)
        {
            return (Path.Combine(page, "samples"), null);
        }

        var full = Path.GetFullPath(path);
        return Directory.Exists(full) ? (full, null)
            : File.Exists(full) && LocalEngine.FindWorkspace(full) is var folder ? (folder, Path.GetRelativePath(folder, full).Replace('\\', '/'))
            : throw new CommandException($"There is no file or folder {full}.");
    }

    private static HelloAnswer Hello(DaemonSettings settings, AccessKeys keys, PlaygroundFiles files, string? first, bool isTour)
    {
        var engine = settings.Engine;
        var names = first is null ? files.Names : [.. files.Names.OrderBy(name => name == first ? 0 : 1)];
        return new(ProductVersion.Current, keys.Key, FileUri.FromPath(files.Folder), isTour, names, new(
            settings.Offline, engine.Escalate, engine.UseWorkspace, engine.UseModel, engine.WorkspaceThreshold, engine.ModelThreshold, engine.WorkspaceEscalationThreshold, engine.ModelEscalationThreshold, engine.CloudThreshold));
    }
}
