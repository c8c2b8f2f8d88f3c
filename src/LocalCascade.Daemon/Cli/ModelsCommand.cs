using System.CommandLine;
using LocalCascade.Completion.Cascade;
using LocalCascade.Daemon.Configuration;
using LocalCascade.Daemon.Models;
using LocalCascade.Inference.Decoding;
using LocalCascade.Inference.Models;

namespace LocalCascade.Daemon.Cli;

/// <summary><c>localcascade models</c>: list, inspect, verify, add.</summary>
internal static class ModelsCommand
{
    public static Command Create() => new("models", "List, inspect, verify and add models; nothing is downloaded")
    {
        CreateList(),
        CreateInspect(),
        CreateVerify(),
        CreateAdd(),
    };

    private static Command CreateList()
    {
        var command = new Command("list", "List the models on this machine; the one in use is marked");
        command.SetAction(parsed =>
        {
            var inUse = GlobalOptions.ReadSettings(parsed).FindModelFolder(out _);
            foreach (var (name, folder, embedded) in ModelLibrary.List())
            {
                Console.Out.WriteLine($"{(folder == inUse ? "*" : " ")} {name,-32} {(embedded ? "embedded" : "added"),-9} {folder}");
            }

            Console.Out.WriteLine($"Use another by the setting 'model': a name of this list, or a folder's path. Set it in {new SettingsSource().UserFile}.");
            return ExitCodes.Success;
        });
        return command;
    }

    private static Command CreateInspect()
    {
        var model = ModelArgument();
        var command = new Command("inspect", "Load a model and print what it is") { model };
        command.SetAction((parsed, cancellationToken) =>
        {
            var folder = Resolve(parsed.GetValue(model)!);
            var settings = GlobalOptions.ReadSettings(parsed);
            using var loaded = LocalModel.Load(folder, EngineRuntimeOptions.From(settings.Current.Engine), cancellationToken);
            var info = loaded.Info;
            (string, string)[] rows =
            [
                ("folder", folder),
                ("architecture", info.Architecture),
                ("layers", $"{info.Layers}"),
                ("heads", $"{info.Heads} ({info.KeyValueHeads} for keys and values), {info.HeadSize} each"),
                ("vocabulary", $"{info.VocabularySize} ({loaded.Tokenizer.VocabularySize} in the tokenizer)"),
                ("context", $"{info.ContextLength} tokens; prompts of up to {loaded.PreferredPromptTokens}"),
                ("weights", $"{info.WeightBytes / 1e6:0.#} MB"),
                ("fill in the middle", loaded.Fim is { } fim ? $"{fim.Family}, {(fim.SuffixFirst ? "suffix" : "prefix")} first" : "no"),
                ("provider", $"{loaded.Provider?.Used}. {string.Join(" ", loaded.Provider?.Notes ?? [])}"),
            ];
            foreach (var (key, value) in rows)
            {
                Console.Out.WriteLine($"{key,-20} {value}");
            }

            return Task.FromResult(ExitCodes.Success);
        });
        return command;
    }

    private static Command CreateVerify()
    {
        var model = ModelArgument();
        var command = new Command("verify", "Check a model's files against its SHA256SUMS, and that it loads") { model };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var folder = Resolve(parsed.GetValue(model)!);
            var (files, wrong) = await ModelChecksums.VerifyAsync(folder, cancellationToken).ConfigureAwait(false);
            foreach (var problem in wrong)
            {
                Console.Error.WriteLine($"localcascade: error: {problem}");
            }

            if (wrong.Count > 0)
            {
                return ExitCodes.Failure;
            }

            using var loaded = LocalModel.Load(folder, new RuntimeOptions { Provider = "cpu" }, cancellationToken);
            Console.Out.WriteLine(files == 0 ? $"{loaded.Info.Name} loads. It has no {ModelChecksums.FileName} to check its files against." : $"{loaded.Info.Name}: {files} files match their checksums, and it loads.");
            return ExitCodes.Success;
        });
        return command;
    }

    private static Command CreateAdd()
    {
        var source = new Argument<string>("source") { Description = "A model folder, or a .zip, .tar, .tar.gz or .tgz of one", HelpName = "FOLDER-OR-ARCHIVE" };
        var name = new Option<string?>("--name") { Description = "The name it gets; by default the folder's or archive's", HelpName = "NAME" };
        var sha256 = new Option<string?>("--sha256") { Description = "The archive's expected SHA-256", HelpName = "HEX" };
        var command = new Command("add", "Add a model from disk: checked, then installed whole or not at all") { source, name, sha256 };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var installed = await ModelInstaller.AddAsync(parsed.GetValue(source)!, parsed.GetValue(name), parsed.GetValue(sha256), new ConsoleProgress(), cancellationToken).ConfigureAwait(false);
            Console.Out.WriteLine($"{Path.GetFileName(installed)} is installed in {installed}.");
            Console.Out.WriteLine($"Use it: set \"model\": \"{Path.GetFileName(installed)}\" in {new SettingsSource().UserFile}");
            return ExitCodes.Success;
        });
        return command;
    }

    private static Argument<string> ModelArgument() => new("model") { Description = "A model's name or folder; empty for the embedded one", HelpName = "MODEL", DefaultValueFactory = _ => "" };

    private static string Resolve(string model) => ModelLibrary.Find(model, out var reason) ?? throw new CommandException(reason);
}
