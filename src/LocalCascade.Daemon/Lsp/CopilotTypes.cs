using System.Text.Json;
using System.Text.Json.Serialization;

namespace LocalCascade.Daemon.Lsp;

// Messages of GitHub's copilot-language-server dialect beyond LSP's, under the names that it gives them.

/// <summary>The status: <c>Normal</c>, <c>Error</c>, <c>Warning</c> or <c>Inactive</c>.</summary>
internal sealed record StatusParams(bool Busy, string Kind, string Message);

/// <summary>The same for older clients: <c>Status</c> is the kind, or <c>InProgress</c>.</summary>
internal sealed record StatusNotificationParams(bool Busy, string Kind, string Status, string Message);

/// <summary>The same for newer clients, by category.</summary>
internal sealed record StatusesParams(CategoryStatus[] Statuses);

internal sealed record CategoryStatus(string Category, string? Kind = null, string? Message = null, bool? Busy = null, bool? Inactive = null, AuthStatus? Result = null);

/// <summary>Answer to <c>checkStatus</c>, <c>signIn</c> and <c>signOut</c>.</summary>
internal sealed record AuthStatus(string Status, string? User);

/// <summary>Answer to <c>signIn</c> when somebody has to enter a code in a browser; times in seconds.</summary>
internal sealed record DeviceFlowPrompt(string Status, string UserCode, string VerificationUri, int ExpiresIn, int Interval, LspCommand Command);

/// <summary>What <c>window/showDocument</c> opens.</summary>
internal sealed record ShowDocumentParams(string Uri, bool External);

internal sealed record GetVersionResult(string Version, string BuildType, string RuntimeVersion);

internal sealed record CopilotModel(string Id, string ModelName, string ModelFamily, string[] Scopes, bool Preview, bool IsChatDefault, bool IsChatFallback);

internal sealed record DiagnosticsResult(string Report);

internal sealed record InlineEditList(JsonElement[] Edits);

internal sealed record PanelCompletionParams(TextDocumentIdentifier TextDocument, LspPosition Position, JsonElement PartialResultToken = default);

internal sealed record PartialItems(JsonElement Token, InlineCompletionList Value);

/// <summary>What older clients ask for completions with. Those that open no documents send the text along.</summary>
internal sealed record GetCompletionsParams(LegacyDocument Doc, string? PanelId = null);

internal sealed record LegacyDocument(string Uri, LspPosition Position, int? Version = null, string? Source = null, string? LanguageId = null, JsonElement TabSize = default, bool? InsertSpaces = null);

internal sealed record GetCompletionsResult(LegacyCompletion[] Completions);

/// <summary>A completion as whole lines: from the start of the cursor's line to its end.</summary>
internal sealed record LegacyCompletion(string Uuid, string Text, LspRange Range, string DisplayText, LspPosition Position, int DocVersion);

internal sealed record GetPanelCompletionsResult(int SolutionCountTarget);

internal sealed record PanelSolution(string PanelId, string SolutionId, string CompletionText, string DisplayText, LspRange Range, double Score, int DocVersion);

internal sealed record PanelSolutionsDone(string Status, string PanelId);

/// <summary>An item of the older messages that was shown, accepted (to a length) or rejected.</summary>
internal sealed record UuidParams(string? Uuid = null, List<string>? Uuids = null, int? AcceptedLength = null);

internal sealed record ContextProviders(List<ContextProvider>? Providers = null);

internal sealed record ContextProvider(string? Id = null);

internal sealed record RegisteredProviders(string[] Registered, string[] Unregistered);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, NumberHandling = JsonNumberHandling.AllowReadingFromString, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(StatusParams))]
[JsonSerializable(typeof(StatusNotificationParams))]
[JsonSerializable(typeof(StatusesParams))]
[JsonSerializable(typeof(AuthStatus))]
[JsonSerializable(typeof(DeviceFlowPrompt))]
[JsonSerializable(typeof(ShowDocumentParams))]
[JsonSerializable(typeof(GetVersionResult))]
[JsonSerializable(typeof(DiagnosticsResult))]
[JsonSerializable(typeof(CopilotModel[]))]
[JsonSerializable(typeof(InlineEditList))]
[JsonSerializable(typeof(PanelCompletionParams))]
[JsonSerializable(typeof(PartialItems))]
[JsonSerializable(typeof(GetCompletionsParams))]
[JsonSerializable(typeof(GetCompletionsResult))]
[JsonSerializable(typeof(GetPanelCompletionsResult))]
[JsonSerializable(typeof(PanelSolution))]
[JsonSerializable(typeof(PanelSolutionsDone))]
[JsonSerializable(typeof(UuidParams))]
[JsonSerializable(typeof(ContextProviders))]
[JsonSerializable(typeof(RegisteredProviders))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(bool))]
internal sealed partial class CopilotJsonContext : JsonSerializerContext;
