using System.Text.Json;
using LocalCascade.Daemon.Lsp;
using LocalCascade.Daemon.Rpc;

namespace LocalCascade.Daemon.Playground;

/// <summary>The language server, and the two questions that only the page asks.</summary>
internal sealed class PlaygroundTarget(LanguageServer server, PlaygroundFiles files, HelloAnswer hello) : IRpcTarget
{
    public ValueTask<RpcResult> RequestAsync(string method, JsonElement parameters, CancellationToken cancellationToken) => method switch
    {
        "playground/hello" => new(RpcResult.Of(hello, PlaygroundJson.Default.HelloAnswer)),
        "playground/open" => new(Open(LspJson.Read(parameters, PlaygroundJson.Default.OpenParams).Name)),
        _ => server.RequestAsync(method, parameters, cancellationToken),
    };

    public void Notify(string method, JsonElement parameters) => server.Notify(method, parameters);

    private RpcResult Open(string name) => files.Read(name) is { } file
        ? RpcResult.Of(file, PlaygroundJson.Default.PlaygroundFile)
        : throw new RpcException(RpcErrorCodes.InvalidParams, "There is no such file in the folder any more, or it is too large or no text.");
}
