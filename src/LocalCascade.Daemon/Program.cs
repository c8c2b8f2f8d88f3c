using System.CommandLine;
using LocalCascade.Completion.Evaluation;
using LocalCascade.Daemon.Cli;
using LocalCascade.Inference;

var root = new RootCommand("""
    LocalCascade: local-first code completion.

    Examples:
      localcascade lsp --stdio                        what an editor starts (LSP 3.18 inline completion)
      localcascade complete src/app.py:12:9           complete at a place and show why
      localcascade models add ~/Downloads/model.zip   add a model from disk
      localcascade doctor                             check the installation
    """)
{
    LspCommand.Create(),
    DaemonCommand.Create(),
    CompleteCommand.Create(),
    DemoCommand.Create(),
    PlaygroundCommand.Create(),
    ModelsCommand.Create(),
    DoctorCommand.Create(),
    ConfigCommand.Create(),
    LoginCommand.Create(),
    LogoutCommand.Create(),
    StatusCommand.Create(),
    ReportCommand.Create(),
    BenchCommand.Create(),
    CalibrateCommand.Create(),
    EvalCommand.Create(),
};
root.Options.Add(GlobalOptions.Set);
root.Options.Add(GlobalOptions.ConfigFile);

// Clients of GitHub's copilot-language-server take a path and start it with this alone.
if (args is ["--stdio", ..])
{
    args = ["lsp", .. args];
}

try
{
    // A busy machine may need longer than the usual two seconds to end in order.
    return await root.Parse(args).InvokeAsync(new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromSeconds(10) });
}
catch (Exception error) when (error is CommandException or InferenceException or EvaluationException)
{
    Console.Error.WriteLine($"localcascade: error: {error.Message}");
    return ExitCodes.Failure;
}
catch (OperationCanceledException)
{
    return ExitCodes.Failure;
}
