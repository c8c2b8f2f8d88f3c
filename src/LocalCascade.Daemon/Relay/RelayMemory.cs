using System.Text.Json;
using LocalCascade.Completion.Documents;
using LocalCascade.Daemon.Lsp;
using LocalCascade.Daemon.Lsp.Handlers;
using LocalCascade.Daemon.Rpc;

namespace LocalCascade.Daemon.Relay;

/// <summary>What a new daemon has to be told so that it stands where the one before stood. Written by the relay's reading of the editor, in order.</summary>
internal sealed class RelayMemory
{
    private readonly DocumentStore _documents = new();
    private readonly Dictionary<string, long> _changedAt = new(StringComparer.Ordinal);
    private readonly List<Frame> _folders = [];
    private readonly List<(Frame Message, HashSet<string> Sections)> _configurations = [];
    private PositionEncoding _encoding;
    private Frame? _initialize;
    private Frame? _initialized;

    /// <summary>The id of the editor's `initialize`; null before it came.</summary>
    public string? InitializeId { get; private set; }

    /// <summary>Takes the editor's `initialize`; gives its answer.</summary>
    /// <exception cref="RpcException">It is not of its form.</exception>
    public InitializeResult Initialize(string id, Frame message, out InitializeParams request)
    {
        using var document = Parse(message);
        request = LspJson.Read(Parameters(document), LspJsonContext.Default.InitializeParams);
        (InitializeId, _initialize, _encoding) = (id, message, InitializeHandler.ChooseEncoding(request).Encoding);
        return InitializeHandler.Answer(request);
    }

    /// <summary>Takes a notification of the editor, which has this place in the stream of its messages.</summary>
    public void Take(string method, Frame message, long place)
    {
        if (InitializeId is null)
        {
            // The server drops it too.
            return;
        }

        try
        {
            switch (method)
            {
                case "initialized":
                    _initialized = message;
                    break;
                case "workspace/didChangeConfiguration":
                    TakeConfiguration(message);
                    break;
                case "workspace/didChangeWorkspaceFolders":
                    _folders.Add(message);
                    break;
                case "textDocument/didOpen" or "textDocument/didChange" or "textDocument/didClose":
                    TakeDocument(method, message, place);
                    break;
            }
        }
        catch (Exception error) when (error is JsonException or RpcException or ArgumentException)
        {
            // What the server cannot use is nothing to remember.
        }
    }

    /// <summary>Whether a request asks about text that was changed since: its answer is no use to anybody.</summary>
    public bool IsOutdated(PendingRequest request) =>
        FindDocument(request) is { } uri && (_documents.Get(uri) is null || _changedAt.GetValueOrDefault(uri) > request.Place);

    /// <summary>The document of a completion request; null for other requests.</summary>
    public static string? FindDocument(PendingRequest request)
    {
        if (request.Method != "textDocument/inlineCompletion")
        {
            return null;
        }

        try
        {
            using var document = Parse(request.Message);
            return LspJson.Read(Parameters(document), LspJsonContext.Default.TextDocumentParams).TextDocument?.Uri;
        }
        catch (Exception error) when (error is JsonException or RpcException)
        {
            return null;
        }
    }

    /// <summary>The messages that bring a new server to where the session stands.</summary>
    public IEnumerable<Frame> Replay()
    {
        Frame?[] first = [_initialize, _initialized];
        return first.OfType<Frame>().Concat(_configurations.Select(told => told.Message)).Concat(_folders).Concat(_documents.Snapshots.Select(Open));
    }

    private void TakeConfiguration(Frame message)
    {
        using var document = Parse(message);
        var settings = LspJson.Read(Parameters(document), LspJsonContext.Default.DidChangeConfigurationParams).Settings;
        var sections = settings.ValueKind == JsonValueKind.Object ? settings.EnumerateObject().Select(section => section.Name).ToHashSet(StringComparer.Ordinal) : [];

        // A section holds until it is told again; what told nothing else is past.
        _configurations.RemoveAll(told => told.Sections.IsSubsetOf(sections));
        _configurations.Add((message, sections));
    }

    private void TakeDocument(string method, Frame message, long place)
    {
        using var document = Parse(message);
        var parameters = Parameters(document);
        string uri;
        switch (method)
        {
            case "textDocument/didOpen":
                var item = LspJson.Read(parameters, LspJsonContext.Default.DidOpenTextDocumentParams).TextDocument;
                uri = item.Uri;
                _documents.Open(uri, item.LanguageId ?? "plaintext", item.Version, item.Text);
                break;
            case "textDocument/didChange":
                var change = LspJson.Read(parameters, LspJsonContext.Default.DidChangeTextDocumentParams);
                uri = change.TextDocument.Uri;
                DidChangeHandler.Apply(_documents, change, _encoding);
                break;
            default:
                uri = LspJson.Read(parameters, LspJsonContext.Default.TextDocumentParams).TextDocument?.Uri ?? "";
                _documents.Close(uri);
                _changedAt.Remove(uri);
                return;
        }

        _changedAt[uri] = place;
    }

    private static Frame Open(DocumentSnapshot document) => Frame.Of(writer =>
    {
        writer.WriteString("method"u8, "textDocument/didOpen"u8);
        writer.WriteStartObject("params"u8);
        writer.WriteStartObject("textDocument"u8);
        writer.WriteString("uri"u8, document.Uri);
        writer.WriteString("languageId"u8, document.LanguageId);
        writer.WriteNumber("version"u8, document.Version);
        writer.WriteString("text"u8, document.Text.ToString());
        writer.WriteEndObject();
        writer.WriteEndObject();
    });

    private static JsonDocument Parse(Frame message) => JsonMessage.Parse(message.Body);

    private static JsonElement Parameters(JsonDocument document) => document.RootElement.TryGetProperty("params"u8, out var parameters) ? parameters : default;
}
