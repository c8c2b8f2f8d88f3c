using System.Collections.Concurrent;
using LocalCascade.Completion.Prompting;
using LocalCascade.Inference.Decoding;

namespace LocalCascade.Completion.Cascade;

/// <summary>A loaded model with its documents' prompts, alive while it has users. It starts with one: its host.</summary>
internal sealed class LoadedModel(LocalModel model)
{
    private readonly ConcurrentDictionary<string, AnchoredPrompt> _prompts = new(StringComparer.Ordinal);
    private int _users = 1;

    public LocalModel Model => model;

    /// <summary>The prompt of a document, made on first use. Lock it while laying it out.</summary>
    public AnchoredPrompt GetPrompt(string uri) => _prompts.GetOrAdd(uri, static (_, m) => new(m.Tokenizer, m.Fim!), model);

    public void ForgetPrompt(string uri) => _prompts.TryRemove(uri, out _);

    /// <summary>False when the model is gone already.</summary>
    public bool TryAddUser()
    {
        while (true)
        {
            var users = Volatile.Read(ref _users);
            if (users == 0)
            {
                return false;
            }

            if (Interlocked.CompareExchange(ref _users, users + 1, users) == users)
            {
                return true;
            }
        }
    }

    public void Release()
    {
        if (Interlocked.Decrement(ref _users) == 0)
        {
            model.Dispose();
        }
    }
}
