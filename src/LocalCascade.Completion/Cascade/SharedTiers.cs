using System.Security.Cryptography;
using LocalCascade.Completion.Cloud;

namespace LocalCascade.Completion.Cascade;

/// <summary>
/// What the engines of one process share, so that three editors cost one: loaded models with their KV caches, connections to
/// the cloud, earlier answers. Thread-safe. To be disposed of after the engines.
/// </summary>
public sealed class SharedTiers : IAsyncDisposable
{
    // Of this process: an editor may still report on items of the daemon before.
    private readonly string _run = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));
    private long _items;
    private int _engines;

    /// <param name="timeProvider">The clock; null for the system's.</param>
    /// <param name="keepsLastModel">Whether a model stays in memory while no engine uses it.</param>
    public SharedTiers(TimeProvider? timeProvider = null, bool keepsLastModel = false)
    {
        Models = new(keepsLastModel);
        Answers = new(timeProvider ?? TimeProvider.System);
    }

    /// <summary>Connections to the cloud, each once however many sessions use it.</summary>
    public CloudPool Clouds { get; } = new();

    internal ModelPool Models { get; }

    internal AnswerCache Answers { get; }

    internal EngineAnswers AnswersOfOneEngine() => new(Answers, $"{Interlocked.Increment(ref _engines)}");

    // Editors report items by id, whatever engine made them.
    internal string NextItemId() => $"lc-{_run}-{Interlocked.Increment(ref _items)}";

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Clouds.DisposeAsync().ConfigureAwait(false);
        Models.Dispose();
    }
}
