using LocalCascade.Completion.Cascade;
using LocalCascade.Completion.Cloud;
using LocalCascade.Completion.Documents;
using LocalCascade.Completion.Tests.Cascade.Scripted;
using LocalCascade.Tests;

namespace LocalCascade.Completion.Tests.Cascade;

/// <summary>
/// Edits, cancels, answers, failures and the passing of time in random order. Whatever the order: every request ends once, with
/// an answer that fits the text it asked about or as cancelled; nothing works on for text that is gone; nothing is left behind.
/// </summary>
public sealed class CascadeRaceTests
{
    private const int Interleavings = 10_000;
    private const int Steps = 24;
    // By how often they come: answers have to have a chance between edits.
    private static readonly int[] Actions = [0, 3, 4, 5, 5, 6, 7, 7, 7, 7, 9, 9, 9, 10, 10, 10, 10, 11, 11, 11, 12, 13, 13, 13];

    private const string Local = "alpha(beta, gamma)";
    private const string Distant = "alpha(delta)";

    [Fact]
    public async Task Ten_thousand_interleavings_never_give_two_answers_a_late_one_or_one_for_text_that_is_gone()
    {
        var (answers, cancels, overtaken, joined, fromCloud) = (0, 0, 0, 0, 0);
        for (var seed = 0; seed < Interleavings; seed++)
        {
            var run = new Run(seed);
            try
            {
                await run.PlayAsync();
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                throw new InvalidOperationException($"seed {seed}, steps: {run.Log}", error);
            }

            (answers, cancels, overtaken, joined, fromCloud) = (answers + run.Answers, cancels + run.Cancels, overtaken + run.Overtaken, joined + run.Joined, fromCloud + run.FromCloud);
        }

        // The play has to reach what it is about. An answer and the edit that overtakes it may meet within microseconds: seldom.
        Assert.True(answers > 1000 && cancels > 1000 && joined > 50 && fromCloud > 50, $"{answers} answers ({joined} joined, {fromCloud} from the cloud), {cancels} cancelled");
        Assert.True(overtaken < cancels / 20, $"{overtaken} of {cancels} cancelled requests were answered all the same");
    }

    private sealed class Run : IDisposable
    {
        private readonly Random _random;
        private readonly ManualTimeProvider _clock = new();
        private readonly ScriptedSource _workspace = new(CompletionOrigin.Workspace) { IsSilent = true };
        private readonly ScriptedSource _model = new(CompletionOrigin.LocalModel);
        private readonly ScriptedSource _cloud = new(CompletionOrigin.Cloud);
        private readonly CompletionEngine _engine;
        private readonly System.Text.StringBuilder _log = new();
        private DocumentSnapshot _document = new("untitled:race.py", "python", 1, SourceText.From("value = "));
        private (Task<CompletionResult> Task, CancellationTokenSource Source, DocumentSnapshot Document)? _request;
        private string _shown = "";

        public Run(int seed)
        {
            _random = new(seed);
            var settings = new EngineSettings { WorkspaceMemoryMegabytes = 1, RespectGitIgnore = false, Prefetch = seed % 3 == 0 ? PrefetchMode.Cloud : PrefetchMode.Off, CloudDebounceMilliseconds = seed % 2 == 0 ? 0 : 60 };
            _engine = new(settings, _clock, _workspace, _model, _cloud, new CloudGate(() => null, new(), () => null));
            _engine.DocumentOpened(_document);
        }

        public string Log => _log.ToString();

        public int Answers { get; private set; }

        public int Cancels { get; private set; }

        public int Overtaken { get; private set; }

        public int Joined { get; private set; }

        public int FromCloud { get; private set; }

        public async Task PlayAsync()
        {
            for (var step = 0; step < Steps; step++)
            {
                await ActAsync(Actions[_random.Next(Actions.Length)]);
                Look();
            }

            // Everything ends once the document is closed.
            _engine.DocumentClosed(_document.Uri);
            await EndRequestAsync();
            await Until(() => _model.Calls.Concat(_cloud.Calls).All(call => !call.IsAlive), () => "a source still works for a closed document: " + string.Join("; ", _model.Calls.Concat(_cloud.Calls).Where(call => call.IsAlive)));
            await Until(() => _engine.InFlight == 0, () => "work is left behind");
            await _engine.DisposeAsync();
        }

        public void Dispose() => _request?.Source.Dispose();

        private async Task ActAsync(int action)
        {
            _log.Append(action).Append(' ');
            switch (action)
            {
                case 0:
                    await EditAsync(NextAgreeing());
                    await AskAsync();
                    break;
                case 3:
                    await EditAsync("z");
                    break;
                case 4:
                    await EditAsync("");
                    break;
                case 5:
                    await AskAsync();
                    break;
                case 6:
                    await EndRequestAsync();
                    break;
                case 7:
                    Begin(OneOf(_model), Local, _random.Next(3) switch { 0 => 0.2, 1 => 0.6, _ => 0.95 });
                    break;
                case 9:
                    OneOf(_model)?.Finish();
                    break;
                case 10:
                    Begin(OneOf(_cloud), _random.Next(2) == 0 ? Local : Distant, _random.Next(2) == 0 ? 0.3 : 0.9);
                    break;
                case 11:
                    OneOf(_cloud)?.Finish();
                    break;
                case 12:
                    OneOf(_cloud)?.Fail(new CloudException(CloudFailure.Unreachable, "It broke off."));
                    break;
                default:
                    _clock.Advance(TimeSpan.FromMilliseconds(_random.Next(4) switch { 0 => 10, 1 => 70, 2 => 200, _ => 600 }));
                    break;
            }

            // What was set going gets somewhere first, most of the time.
            for (var i = _random.Next(6); i > 0; i--)
            {
                await Task.Yield();
            }
        }

        // As the language server does it: an edit cancels the request, then the engine hears of it.
        private async Task EditAsync(string typed)
        {
            var at = _document.Text.Length;
            var change = typed.Length > 0 ? new TextChange(at, 0, typed) : new TextChange(at - 1, 1, "");
            _ = _request?.Source.CancelAsync();
            _document = _document with { Version = _document.Version + 1, Text = _document.Text.WithChange(change) };
            _engine.DocumentChanged(_document, [change]);
            await EndRequestAsync();

            // What is generated for a text that this one does not continue has to stop, now.
            await Until(() => _model.Calls.Concat(_cloud.Calls).All(call => !call.IsAlive || Agrees(call)), () => "a source works on for text that is gone: " + string.Join("; ", _model.Calls.Concat(_cloud.Calls).Where(call => call.IsAlive)));
        }

        private bool Agrees(ScriptedCall call)
        {
            var (text, was) = (_document.Text.ToString(0, _document.Text.Length), call.Place.Request.Document.Text.ToString(0, call.Place.Request.Document.Text.Length));
            var generated = was + call.Text;
            var common = Math.Min(text.Length, generated.Length);

            // Ahead of the user: what was shown is still being typed through.
            return (text.StartsWith(was, StringComparison.Ordinal) && text[..common] == generated[..common]) || was.StartsWith(text, StringComparison.Ordinal) || text == was || call.Text.Diverged;
        }

        private async Task AskAsync()
        {
            if (_request is not null)
            {
                _ = _request.Value.Source.CancelAsync();
                await EndRequestAsync();
            }

            var source = new CancellationTokenSource();
            var task = _engine.CompleteAsync(new() { Document = _document, Offset = _document.Text.Length }, source.Token).AsTask();
            _request = (task, source, _document);
        }

        private async Task EndRequestAsync()
        {
            if (_request is not { } request)
            {
                return;
            }

            var wasDone = request.Task.IsCompleted;
            await request.Source.CancelAsync();
            await ((Task)request.Task).WaitAsync(Patience.Limit).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Assert.True(request.Task.IsCompleted, "a cancelled request was never answered");
            Assert.False(request.Task.IsFaulted, request.Task.Exception?.ToString());
            if (!wasDone)
            {
                Cancels++;
                Overtaken += request.Task.IsCompletedSuccessfully ? 1 : 0;
            }

            Look();
            request.Source.Dispose();
            _request = null;
        }

        // An answer continues exactly the text it was asked about.
        private void Look()
        {
            if (_request is not { Task.IsCompletedSuccessfully: true } request || request.Task.Result.RequestId == _shown)
            {
                return;
            }

            var result = request.Task.Result;
            _shown = result.RequestId;
            Assert.Equal(result.Items.Count == 0, result.Reason is not null);
            if (result.Items is not [var item])
            {
                Assert.Empty(result.Items);
                return;
            }

            Answers++;
            Joined += result.Joined ? 1 : 0;
            FromCloud += item is { Origin: CompletionOrigin.Cloud, FromCache: false } ? 1 : 0;
            var text = request.Document.Text.ToString(0, request.Document.Text.Length);
            Assert.Equal(text[item.Start..], item.InsertText[..^item.GhostText.Length]);
            var whole = TypedAfterValue(text) + item.GhostText;
            Assert.True(whole is Local or Distant || "omega".EndsWith(item.GhostText, StringComparison.Ordinal), $"'{item.GhostText}' does not continue '{text}'");
        }

        private string NextAgreeing()
        {
            var typed = _document.Text.ToString(0, _document.Text.Length);
            var at = typed.StartsWith("value = ", StringComparison.Ordinal) ? typed.Length - "value = ".Length : 0;
            return at < Local.Length ? Local[at].ToString() : "z";
        }

        private ScriptedCall? OneOf(ScriptedSource source)
        {
            var alive = source.Calls.Where(call => call.IsAlive).ToList();
            return alive.Count == 0 ? null : alive[_random.Next(alive.Count)];
        }

        // A source continues what stands before its place, where it can.
        private void Begin(ScriptedCall? call, string whole, double confidence)
        {
            if (call is not null)
            {
                var text = call.Place.Request.Document.Text;
                var typed = TypedAfterValue(text.ToString(0, text.Length));
                var rest = typed is not null && typed.Length < whole.Length && whole.StartsWith(typed, StringComparison.Ordinal) ? whole[typed.Length..] : "omega";
                call.Begin(rest, _random.Next(Math.Min(5, rest.Length)) + 1, confidence);
            }
        }

        private static string? TypedAfterValue(string text) => text.StartsWith("value = ", StringComparison.Ordinal) ? text["value = ".Length..] : null;

        private static async Task Until(Func<bool> condition, Func<string> otherwise)
        {
            var deadline = DateTime.UtcNow + Patience.Limit;
            while (!condition())
            {
                Assert.True(DateTime.UtcNow < deadline, condition() ? "" : otherwise());
                await Task.Yield();
            }
        }
    }
}
