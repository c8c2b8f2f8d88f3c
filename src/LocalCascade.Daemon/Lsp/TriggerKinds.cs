using LocalCascade.Completion;

namespace LocalCascade.Daemon.Lsp;

/// <summary>
/// Tells asked from unasked requests. LSP 3.18 has 1 for invoked and 2 for automatic; clients built on its draft (language
/// client 9) send 0 and 1. So 1 is ambiguous until the client sends 0 or 2, and counts as automatic till then.
/// </summary>
internal sealed class TriggerKinds
{
    private bool _drafted;
    private bool _final;

    /// <param name="kind">What the client sent; null for nothing that can be one.</param>
    /// <param name="isFinal">Whether the client is known to be of the final specification, as Copilot clients and our own extensions are.</param>
    public CompletionTrigger Read(int? kind, bool isFinal = false)
    {
        _drafted |= kind == 0;
        _final |= isFinal || kind == 2;
        return kind == 0 || (kind == 1 && _final && !_drafted) ? CompletionTrigger.Invoked : CompletionTrigger.Automatic;
    }
}
