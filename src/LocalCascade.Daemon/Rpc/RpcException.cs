namespace LocalCascade.Daemon.Rpc;

/// <summary>A request is answered with an error: the code and a sentence for a person.</summary>
internal sealed class RpcException(int code, string message) : Exception(message)
{
    public int Code { get; } = code;
}
