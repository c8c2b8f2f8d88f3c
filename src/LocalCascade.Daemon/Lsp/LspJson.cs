using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using LocalCascade.Daemon.Rpc;

namespace LocalCascade.Daemon.Lsp;

/// <summary>Reads parameters and writes results.</summary>
internal static class LspJson
{
    private static readonly JsonElement NullElement = JsonDocument.Parse("null").RootElement.Clone();

    /// <summary>The answer of methods that return nothing: <c>"result": null</c>, which clients insist on.</summary>
    public static RpcResult Null { get; } = RpcResult.Of(NullElement, LspJsonContext.Default.JsonElement);

    /// <summary>How the Copilot dialect answers where there is nothing to say.</summary>
    public static RpcResult Ok { get; } = RpcResult.Of("OK", CopilotJsonContext.Default.String);

    /// <exception cref="RpcException">The parameters are not of the method's form.</exception>
    public static T Read<T>(JsonElement parameters, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            if (parameters.ValueKind == JsonValueKind.Object)
            {
                return parameters.Deserialize(type)!;
            }
        }
        catch (JsonException error)
        {
            throw new RpcException(RpcErrorCodes.InvalidParams, $"The parameters are not of the form of {typeof(T).Name}: {error.Path}.");
        }

        throw new RpcException(RpcErrorCodes.InvalidParams, $"The parameters are not an object of the form of {typeof(T).Name}.");
    }
}
