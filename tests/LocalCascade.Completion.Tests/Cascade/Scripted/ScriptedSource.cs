using LocalCascade.Completion.Cascade;
using LocalCascade.Tests;

namespace LocalCascade.Completion.Tests.Cascade.Scripted;

/// <summary>A source that says what the test says, when it says so.</summary>
internal sealed class ScriptedSource(CompletionOrigin origin) : ICompletionSource
{
    private readonly List<ScriptedCall> _calls = [];

    /// <summary>Whether it has nothing to say, and says so at once.</summary>
    public bool IsSilent { get; set; }

    public IReadOnlyList<ScriptedCall> Calls
    {
        get
        {
            lock (_calls)
            {
                return [.. _calls];
            }
        }
    }

    public async ValueTask<CompletionDraft?> BeginAsync(CompletionPlace place, CancellationToken cancellationToken)
    {
        if (IsSilent)
        {
            return null;
        }

        cancellationToken.ThrowIfCancellationRequested();
        var call = new ScriptedCall(place, origin, cancellationToken);
        lock (_calls)
        {
            _calls.Add(call);
        }

        return await call.Begun.ConfigureAwait(false);
    }

    /// <summary>The next question, once it has come.</summary>
    public async Task<ScriptedCall> NextAsync(int index = 0)
    {
        using var timeout = new CancellationTokenSource(Patience.Limit);
        while (Calls.Count <= index)
        {
            timeout.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        return Calls[index];
    }
}
