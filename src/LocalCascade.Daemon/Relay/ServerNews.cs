using System.Security.Cryptography;
using System.Text.Json;
using LocalCascade.Daemon.Rpc;

namespace LocalCascade.Daemon.Relay;

/// <summary>Keeps from the editor what a new server says again: what an earlier one registered, and what it complained of.</summary>
internal sealed class ServerNews
{
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private readonly HashSet<string> _toldBefore = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JsonElement> _inProgress = new(StringComparer.Ordinal);

    /// <summary>Takes a request or a notification of the server; <paramref name="answer"/> is what it is answered in the editor's place.</summary>
    /// <returns>Whether the editor is to see it.</returns>
    public bool Take(MessageHead head, Frame message, out Frame? answer)
    {
        answer = null;
        switch (head.Method)
        {
            case "window/showMessage":
                return IsNew(message.Body.Span);
            case "client/registerCapability":
                using (var document = JsonDocument.Parse(message.Body))
                {
                    if (IsNew(JsonSerializer.SerializeToUtf8Bytes(document.RootElement.GetProperty("params"u8), Lsp.LspJsonContext.Default.JsonElement)))
                    {
                        return true;
                    }
                }

                answer = Frame.Of(writer =>
                {
                    writer.WritePropertyName("id"u8);
                    writer.WriteRawValue(head.Id!);
                    writer.WriteNull("result"u8);
                });
                return false;
            case "$/progress":
                TakeProgress(message);
                return true;
            default:
                return true;
        }
    }

    /// <summary>The server is gone: gives what ends the progress that it has begun.</summary>
    public IReadOnlyList<Frame> ServerLost()
    {
        _toldBefore.UnionWith(_told);
        var ends = _inProgress.Values.Select(token => Frame.Of(writer =>
        {
            writer.WriteString("method"u8, "$/progress"u8);
            writer.WriteStartObject("params"u8);
            writer.WritePropertyName("token"u8);
            token.WriteTo(writer);
            writer.WriteStartObject("value"u8);
            writer.WriteString("kind"u8, "end"u8);
            writer.WriteEndObject();
            writer.WriteEndObject();
        })).ToList();
        _inProgress.Clear();
        return ends;
    }

    // One server may say a thing twice; it is the next one that repeats.
    private bool IsNew(ReadOnlySpan<byte> what)
    {
        var key = Convert.ToHexString(SHA256.HashData(what));
        _told.Add(key);
        return !_toldBefore.Contains(key);
    }

    private void TakeProgress(Frame message)
    {
        using var document = JsonDocument.Parse(message.Body);
        var parameters = document.RootElement.GetProperty("params"u8);
        var token = parameters.GetProperty("token"u8);
        var value = parameters.GetProperty("value"u8);
        if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty("kind"u8, out var kind))
        {
            // Part of a result: the request's own, and over with it.
            return;
        }

        switch (kind.GetString())
        {
            case "begin":
                _inProgress[token.GetRawText()] = token.Clone();
                break;
            case "end":
                _inProgress.Remove(token.GetRawText());
                break;
        }
    }
}
