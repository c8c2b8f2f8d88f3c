using System.CommandLine;
using LocalCascade.Proxy.Cli;
using LocalCascade.Proxy.Configuration;

var root = new RootCommand("""
    LocalCascade's proxy: authenticates, admits and forwards completion requests to inference engines over HTTP/2.

    Examples:
      localcascade-proxy --demo                          try everything on this machine: prints lines for curl
      localcascade-proxy config > localcascade-proxy.json   a configuration to start from
      localcascade-proxy users add ann -o acme           a credential for a user
      localcascade-proxy serve --config proxy.json       serve
    """)
{
    ServeCommand.Create(),
    ConfigCommand.Create(),
    UsersCommand.Create(),
    KeysCommand.Create(),
};
root.Options.Add(GlobalOptions.ConfigFile);
var demo = new Option<bool>("--demo") { Description = "Start proxy and engine with the embedded model on loopback, with a throw-away key and user" };
root.Options.Add(demo);
root.SetAction((parsed, cancellationToken) => parsed.GetValue(demo) ? DemoCommand.RunAsync(cancellationToken) : ServeCommand.RunAsync(GlobalOptions.PathOf(parsed), cancellationToken));

try
{
    return await root.Parse(args).InvokeAsync(new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = Timeout.InfiniteTimeSpan }).ConfigureAwait(false);
}
catch (Exception error) when (error is ConfigurationException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine($"localcascade-proxy: error: {error.Message}");
    return ExitCodes.Failure;
}
catch (OperationCanceledException)
{
    return ExitCodes.Failure;
}
