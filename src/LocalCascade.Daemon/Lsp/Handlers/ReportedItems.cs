using System.Text.Json;

namespace LocalCascade.Daemon.Lsp.Handlers;

/// <summary>Reads which item a client reports on.</summary>
internal static class ReportedItems
{
    /// <summary>The item's id; null when the message names none.</summary>
    public static string? Id(JsonElement parameters, out int? acceptedLength)
    {
        var request = LspJson.Read(parameters, LspJsonContext.Default.ItemParams);
        acceptedLength = request.AcceptedLength;
        return Id(request.Item?.Command?.Arguments);
    }

    /// <summary>An item was accepted: whole, or to a length that counts from where the editor's text begins.</summary>
    public static void Accepted(ServerSession session, string id, int? acceptedLength)
    {
        if (acceptedLength is { } length && session.Offered.AcceptedPart(id, length) is { } part)
        {
            session.Engine.PartiallyAccepted(id, part);
        }
        else
        {
            session.Engine.Accepted(id);
        }
    }

    public static string? Id(List<JsonElement>? arguments) =>
        arguments is [{ ValueKind: JsonValueKind.String } first, ..] ? first.GetString() : null;
}
