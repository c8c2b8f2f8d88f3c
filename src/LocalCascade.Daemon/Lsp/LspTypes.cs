using System.Text.Json;
using System.Text.Json.Serialization;

namespace LocalCascade.Daemon.Lsp;

// The members of LSP 3.18's structures that this server reads or writes, under their names in the specification.
// https://microsoft.github.io/language-server-protocol/specifications/lsp/3.18/

internal sealed record LspPosition([property: JsonConverter(typeof(UintegerConverter))] int Line, [property: JsonConverter(typeof(UintegerConverter))] int Character);

internal sealed record LspRange(LspPosition Start, LspPosition End);

internal sealed record TextDocumentIdentifier(string Uri, int? Version = null);

internal sealed record TextDocumentItem(string Uri, string Text, string? LanguageId = null, int Version = 0);

internal sealed record WorkspaceFolder(string Uri, string? Name = null);

internal sealed record InitializeParams
{
    public int? ProcessId { get; init; }

    public ClientInfo? ClientInfo { get; init; }

    public string? RootUri { get; init; }

    public string? RootPath { get; init; }

    public List<WorkspaceFolder>? WorkspaceFolders { get; init; }

    public ClientCapabilities? Capabilities { get; init; }

    public JsonElement InitializationOptions { get; init; }
}

internal sealed record ClientInfo(string? Name = null, string? Version = null);

internal sealed record ClientCapabilities
{
    public GeneralClientCapabilities? General { get; init; }

    public WorkspaceClientCapabilities? Workspace { get; init; }

    public WindowClientCapabilities? Window { get; init; }

    public JsonElement Experimental { get; init; }
}

internal sealed record GeneralClientCapabilities(List<string>? PositionEncodings = null);

internal sealed record WorkspaceClientCapabilities(bool? Configuration = null, bool? WorkspaceFolders = null, DynamicCapability? DidChangeConfiguration = null, DynamicCapability? DidChangeWatchedFiles = null);

internal sealed record DynamicCapability(bool? DynamicRegistration = null);

internal sealed record WindowClientCapabilities(bool? WorkDoneProgress = null);

internal sealed record InitializeResult(ServerCapabilities Capabilities, ServerInfo ServerInfo);

internal sealed record ServerInfo(string Name, string Version);

internal sealed record ServerCapabilities
{
    public required string PositionEncoding { get; init; }

    public TextDocumentSyncOptions TextDocumentSync { get; init; } = new(OpenClose: true, Change: 2, Save: true);

    public InlineCompletionOptions InlineCompletionProvider { get; init; } = new();

    public required ExecuteCommandOptions ExecuteCommandProvider { get; init; }

    public WorkspaceServerCapabilities Workspace { get; init; } = new(new(Supported: true, ChangeNotifications: true));
}

internal sealed record TextDocumentSyncOptions(bool OpenClose, int Change, bool Save);

internal sealed record InlineCompletionOptions;

internal sealed record ExecuteCommandOptions(string[] Commands);

internal sealed record WorkspaceServerCapabilities(WorkspaceFoldersServerCapabilities WorkspaceFolders);

internal sealed record WorkspaceFoldersServerCapabilities(bool Supported, bool ChangeNotifications);

internal sealed record DidOpenTextDocumentParams(TextDocumentItem TextDocument);

internal sealed record DidChangeTextDocumentParams(TextDocumentIdentifier TextDocument, List<TextDocumentContentChangeEvent> ContentChanges);

internal sealed record TextDocumentContentChangeEvent(string Text, LspRange? Range = null);

internal sealed record TextDocumentParams(TextDocumentIdentifier? TextDocument = null);

internal sealed record DidChangeWorkspaceFoldersParams(WorkspaceFoldersChangeEvent Event);

internal sealed record WorkspaceFoldersChangeEvent(List<WorkspaceFolder>? Added = null, List<WorkspaceFolder>? Removed = null);

internal sealed record DidChangeConfigurationParams(JsonElement Settings = default);

internal sealed record ConfigurationParams(ConfigurationItem[] Items);

internal sealed record ConfigurationItem(string Section);

internal sealed record RegistrationParams(Registration[] Registrations);

internal sealed record Registration(string Id, string Method, RegistrationOptions RegisterOptions);

/// <summary>A section of settings, or watchers of files, by the method that is registered for.</summary>
internal sealed record RegistrationOptions(string? Section = null, LspFileWatcher[]? Watchers = null);

internal sealed record LspFileWatcher(string GlobPattern);

internal sealed record DidChangeWatchedFilesParams(List<FileEvent>? Changes = null);

internal sealed record FileEvent(string Uri);

internal sealed record InlineCompletionParams(TextDocumentIdentifier TextDocument, LspPosition Position, InlineCompletionContext? Context = null, FormattingOptions? FormattingOptions = null);

internal sealed record InlineCompletionContext(JsonElement TriggerKind = default, SelectedCompletionInfo? SelectedCompletionInfo = null);

internal sealed record SelectedCompletionInfo(LspRange Range, string Text);

internal sealed record FormattingOptions(JsonElement TabSize = default, bool? InsertSpaces = null);

internal sealed record InlineCompletionList(InlineCompletionItem[] Items);

internal sealed record InlineCompletionItem(string InsertText, LspRange Range, LspCommand Command);

internal sealed record LspCommand(string Title, string Command, string[] Arguments);

internal sealed record ExecuteCommandParams(string Command, List<JsonElement>? Arguments = null);

/// <summary>Names an item that was shown, partly accepted or rejected, by its command's first argument: clients send the rest or leave it out.</summary>
internal sealed record ItemParams(ReportedItem? Item = null, int? AcceptedLength = null);

internal sealed record ReportedItem(ReportedCommand? Command = null);

internal sealed record ReportedCommand(List<JsonElement>? Arguments = null);

internal sealed record ShowMessageParams(int Type, string Message);

internal sealed record WorkDoneProgressCreateParams(string Token);

internal sealed record ProgressParams(string Token, WorkDoneProgress Value);

internal sealed record WorkDoneProgress(string Kind, string? Title = null, string? Message = null);

/// <summary>Answer to <c>localcascade/status</c>.</summary>
internal sealed record StatusResult(
    string Model,
    string ModelState,
    string ModelMessage,
    bool Offline,
    int OpenDocuments,
    int IndexedFiles,
    long Requests,
    long Shown,
    long Accepted,
    long PartiallyAccepted,
    long Rejected,
    long FromWorkspace,
    long FromModel,
    long FromCache,
    long FromCloud,
    long Joined,
    long Escalated,
    string? LastAnswer,
    string? CloudState,
    string? CloudMessage);

/// <summary>Answer to <c>localcascade/models</c>.</summary>
internal sealed record ModelsResult(ListedModel[] Models);

internal sealed record ListedModel(string Name, string Folder, bool Current);

/// <summary>Answer to <c>localcascade/explain</c>: why the document's last request was answered as it was. Numbers and names only.</summary>
internal sealed record ExplainResult(string Explanation, string Code, string? Origin, double? Workspace, double? Model, double? RawModel, double? Cloud, double Threshold, string CloudOutcome, string? CloudRequestId, double Milliseconds);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, NumberHandling = JsonNumberHandling.AllowReadingFromString, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(InitializeParams))]
[JsonSerializable(typeof(InitializeResult))]
[JsonSerializable(typeof(DidOpenTextDocumentParams))]
[JsonSerializable(typeof(DidChangeTextDocumentParams))]
[JsonSerializable(typeof(TextDocumentParams))]
[JsonSerializable(typeof(DidChangeWorkspaceFoldersParams))]
[JsonSerializable(typeof(DidChangeConfigurationParams))]
[JsonSerializable(typeof(DidChangeWatchedFilesParams))]
[JsonSerializable(typeof(ConfigurationParams))]
[JsonSerializable(typeof(RegistrationParams))]
[JsonSerializable(typeof(InlineCompletionParams))]
[JsonSerializable(typeof(InlineCompletionList))]
[JsonSerializable(typeof(ExecuteCommandParams))]
[JsonSerializable(typeof(ItemParams))]
[JsonSerializable(typeof(ShowMessageParams))]
[JsonSerializable(typeof(WorkDoneProgressCreateParams))]
[JsonSerializable(typeof(ProgressParams))]
[JsonSerializable(typeof(StatusResult))]
[JsonSerializable(typeof(ExplainResult))]
[JsonSerializable(typeof(ModelsResult))]
[JsonSerializable(typeof(EditorStatus))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class LspJsonContext : JsonSerializerContext;
