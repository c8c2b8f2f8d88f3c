using System.Diagnostics;
using System.Text.Json.Nodes;

namespace LocalCascade.Benchmarks.Typing.Live;

/// <summary>
/// A document in an editor with inline completion. As VS Code (vscode-languageclient 11): the old request is cancelled, the edit sent,
/// the next request asked 30 ms later. As Neovim (0.12): edits are sent at most every 150 ms, a request 200 ms after the last, none is
/// cancelled.
/// </summary>
internal sealed class Editor(LspClient client, string uri, string text, int cursor, bool asNeovim)
{
    private static readonly TimeSpan CodePause = TimeSpan.FromMilliseconds(30);
    private static readonly TimeSpan NeovimPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan NeovimEdits = TimeSpan.FromMilliseconds(150);

    private readonly Lock _gate = new();
    private readonly List<JsonNode> _unsent = [];
    private readonly List<Answered> _answered = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Ghost? _ghost;
    private int _version = 1;
    private int _pending;
    private long _sent;
    private int _wait;

    /// <summary>Answers so far, in their order.</summary>
    public IReadOnlyList<Answered> Answers => _answered;

    public int Asked { get; private set; }

    public int Cancelled { get; private set; }

    public string Text => text;

    /// <summary>What is suggested now, and what completes when that changes.</summary>
    public (Ghost? Ghost, Task Changed) Look()
    {
        lock (_gate)
        {
            return (_ghost, _changed.Task);
        }
    }

    /// <summary>Puts text at the cursor.</summary>
    public void Type(string typed)
    {
        lock (_gate)
        {
            _ghost = _ghost is { } ghost && ghost.Text.Length > typed.Length && ghost.Text.StartsWith(typed, StringComparison.Ordinal)
                ? ghost with { Text = ghost.Text[typed.Length..], InsertedBefore = ghost.InsertedBefore + typed.Length }
                : null;
            Edit(cursor, 0, typed);
            AskSoon();
        }
    }

    /// <summary>Takes the character in front of the cursor away.</summary>
    public void Backspace()
    {
        lock (_gate)
        {
            _ghost = null;
            Edit(cursor - 1, 1, "");
            AskSoon();
        }
    }

    /// <summary>Accepts the first part of what is suggested.</summary>
    public void Accept(Ghost ghost, int length)
    {
        lock (_gate)
        {
            var whole = length == ghost.Text.Length;
            _ghost = whole ? null : ghost with { Text = ghost.Text[length..], InsertedBefore = ghost.InsertedBefore + length };
            Edit(cursor, 0, ghost.Text[..length]);
            Flush();
            var item = Item(ghost.ItemId);
            if (whole)
            {
                client.Request("workspace/executeCommand", new JsonObject { ["command"] = "localcascade.didAcceptCompletionItem", ["arguments"] = new JsonArray(ghost.ItemId) });
            }
            else
            {
                client.Notify("textDocument/didPartiallyAcceptCompletion", new JsonObject { ["item"] = item, ["acceptedLength"] = ghost.InsertedBefore + length });
            }

            AskSoon();
        }
    }

    /// <summary>Dismisses what is suggested.</summary>
    public void Reject(Ghost ghost)
    {
        lock (_gate)
        {
            _ghost = null;
            client.Notify("localcascade/didReject", new JsonObject { ["item"] = Item(ghost.ItemId) });
        }
    }

    private static JsonObject Item(string id) => new() { ["command"] = new JsonObject { ["command"] = "localcascade.didAcceptCompletionItem", ["arguments"] = new JsonArray(id) } };

    private void Edit(int start, int length, string typed)
    {
        var change = new JsonObject { ["range"] = new JsonObject { ["start"] = Position(start), ["end"] = Position(start + length) }, ["text"] = typed };
        text = text.Remove(start, length).Insert(start, typed);
        cursor = start + typed.Length;
        _unsent.Add(change);
        if (!asNeovim)
        {
            if (_pending != 0)
            {
                client.Cancel(_pending);
                _pending = 0;
            }

            Flush();
        }
        else if (_unsent.Count == 1)
        {
            _ = FlushLaterAsync(NeovimEdits - Stopwatch.GetElapsedTime(_sent));
        }
    }

    private async Task FlushLaterAsync(TimeSpan time)
    {
        if (time > TimeSpan.Zero)
        {
            await Task.Delay(time);
        }

        lock (_gate)
        {
            Flush();
        }
    }

    private void Flush()
    {
        if (_unsent.Count > 0)
        {
            client.Notify("textDocument/didChange", new JsonObject { ["textDocument"] = new JsonObject { ["uri"] = uri, ["version"] = ++_version }, ["contentChanges"] = new JsonArray([.. _unsent]) });
            _unsent.Clear();
            _sent = Stopwatch.GetTimestamp();
        }
    }

    private void AskSoon() => _ = AskAsync(++_wait);

    private async Task AskAsync(int wait)
    {
        await Task.Delay(asNeovim ? NeovimPause : CodePause);
        Task<(JsonNode? Result, int Error)> answer;
        long started;
        int id, version;
        lock (_gate)
        {
            if (wait != _wait)
            {
                return;
            }

            Flush();
            started = Stopwatch.GetTimestamp();
            (id, answer) = client.Request("textDocument/inlineCompletion", new JsonObject
            {
                ["textDocument"] = new JsonObject { ["uri"] = uri },
                ["position"] = Position(cursor),
                ["context"] = new JsonObject { ["triggerKind"] = 2 },
            });
            (_pending, version) = (id, _version);
            Asked++;
        }

        var (result, error) = await answer;
        var time = Stopwatch.GetElapsedTime(started);
        lock (_gate)
        {
            _pending = _pending == id ? 0 : _pending;
            if (error != 0)
            {
                Cancelled++;
                return;
            }

            var item = result?["items"]?.AsArray() is { Count: > 0 } items ? items[0] : null;
            _answered.Add(new(time.TotalMilliseconds, item is not null));
            if (version == _version && _unsent.Count == 0)
            {
                Show(item);
            }
        }
    }

    private void Show(JsonNode? item)
    {
        Ghost? shown = null;
        if (item is not null)
        {
            var start = item["range"]!["start"]!["character"]!.GetValue<int>();
            var before = cursor - (text.LastIndexOf('\n', Math.Max(0, cursor - 1), Math.Max(0, cursor)) + 1) - start;
            var insert = item["insertText"]!.GetValue<string>();
            if (before >= 0 && insert.Length > before)
            {
                var rest = insert[before..];
                shown = new(item["command"]!["arguments"]![0]!.GetValue<string>(), rest, before, _ghost?.Text == rest ? _ghost.Since : Stopwatch.GetTimestamp());
                client.Notify("textDocument/didShowCompletion", new JsonObject { ["item"] = Item(shown.ItemId) });
            }
        }

        _ghost = shown;
        var changed = _changed;
        _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        changed.SetResult();
    }

    private JsonObject Position(int offset)
    {
        var before = text.AsSpan(0, offset);
        return new() { ["line"] = before.Count('\n'), ["character"] = offset - (before.LastIndexOf('\n') + 1) };
    }
}
