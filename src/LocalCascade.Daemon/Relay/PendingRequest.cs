using LocalCascade.Daemon.Rpc;

namespace LocalCascade.Daemon.Relay;

/// <summary>A request of the editor that is not answered yet, and its place in the stream of the editor's messages.</summary>
internal sealed record PendingRequest(string Id, string Method, Frame Message, long Place);
