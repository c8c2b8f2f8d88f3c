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

    public CompletionTrigger Read(int? kind)
    {
        _drafted |= kind == 0;
        _final |= kind == 2;
        return kind == 0 || (kind == 1 && _final && !_drafted) ? CompletionTrigger.Invoked : CompletionTrigger.Automatic;
    }
}
