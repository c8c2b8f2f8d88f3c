using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace LocalCascade.Daemon.Rpc;

/// <summary>What answers messages. Both methods are called one at a time, in the order of the stream; they must not block.</summary>
internal interface IRpcTarget
{
    /// <summary>
    /// Begins to answer a request. What runs before the first await sees the state at the request's place in the stream.
    /// </summary>
    /// <exception cref="RpcException">The error that the request is answered with.</exception>
    ValueTask<RpcResult> RequestAsync(string method, JsonElement parameters, CancellationToken cancellationToken);

    /// <summary>Takes a notification.</summary>
    void Notify(string method, JsonElement parameters);
}

/// <summary>A result that knows how it is written.</summary>
internal abstract class RpcResult
{
    public static RpcResult Of<T>(T value, JsonTypeInfo<T> type) => new Typed<T>(value, type);

    public abstract ValueTask WriteAsync(MessageWriter writer, RequestId id);

    private sealed class Typed<T>(T value, JsonTypeInfo<T> type) : RpcResult
    {
        public override ValueTask WriteAsync(MessageWriter writer, RequestId id) => writer.ResultAsync(id, value, type);
    }
}
