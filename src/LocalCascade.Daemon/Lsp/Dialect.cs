using System.Text.Json;

namespace LocalCascade.Daemon.Lsp;

/// <summary>
/// Whether a client speaks plain LSP or GitHub's copilot-language-server dialect, and what differs for it. Editors register
/// announced commands globally, so ours have names of our own; Copilot clients know theirs.
/// </summary>
/// <param name="AcceptCommand">The command of every item.</param>
/// <param name="FinishSignInCommand">What <c>signIn</c>'s answer asks to execute: opens the page where the code is entered.</param>
internal sealed record Dialect(string AcceptCommand, string FinishSignInCommand)
{
    /// <summary>LSP 3.18.</summary>
    public static Dialect Lsp { get; } = new("localcascade.didAcceptCompletionItem", "localcascade.finishSignIn");

    /// <summary>GitHub's. Its server never answers on position encodings: its clients count in UTF-16, whatever their editor's LSP library offers.</summary>
    public static Dialect Copilot { get; } = new("github.copilot.didAcceptCompletionItem", "github.copilot.finishDeviceFlow");

    /// <summary>The command of items of a panel.</summary>
    public const string AcceptPanelCommand = "github.copilot.didAcceptPanelCompletionItem";

    /// <summary>What is announced.</summary>
    public string[] Commands => this == Copilot ? [AcceptCommand, FinishSignInCommand, AcceptPanelCommand] : [AcceptCommand, FinishSignInCommand];

    /// <summary>What a client's <c>initialize</c> tells: Copilot clients say who they are.</summary>
    public static Dialect Of(InitializeParams request) =>
        request.InitializationOptions.ValueKind == JsonValueKind.Object
        && (request.InitializationOptions.TryGetProperty("editorInfo"u8, out _) || request.InitializationOptions.TryGetProperty("editorPluginInfo"u8, out _)) ? Copilot : Lsp;

    /// <summary>
    /// copilot.el counts Emacs' characters, code points, and says nothing of it; with GitHub's server it goes wrong behind an emoji. Should it
    /// learn to say how it counts, that counts.
    /// </summary>
    public static bool CountsCharacters(InitializeParams request) =>
        request.Capabilities?.General?.PositionEncodings is null
        && request.InitializationOptions.TryGetProperty("editorPluginInfo"u8, out var plugin) && plugin.ValueKind == JsonValueKind.Object
        && plugin.TryGetProperty("name"u8, out var name) && name.ValueKind == JsonValueKind.String && name.ValueEquals("copilot.el"u8);

    /// <summary>Whether a command says that an item was accepted; clients may send either name.</summary>
    public static bool IsAccept(string command) => command == Lsp.AcceptCommand || command == Copilot.AcceptCommand || command == AcceptPanelCommand;

    /// <summary>Whether a command finishes a sign-in.</summary>
    public static bool IsFinishSignIn(string command) => command == Lsp.FinishSignInCommand || command == Copilot.FinishSignInCommand;
}
