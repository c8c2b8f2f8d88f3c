using System.Collections.Concurrent;
using LocalCascade.Completion.Cascade;
using LocalCascade.Tests;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalCascade.Completion.Tests.Cascade;

public sealed class ModelHostTests
{
    [Fact]
    public async Task A_change_is_told_when_the_one_before_has_been_taken_in()
    {
        using var takenIn = new ManualResetEventSlim();
        var told = new ConcurrentQueue<ModelState>();
        var both = new TaskCompletionSource();
        await using var shared = new SharedTiers();
        await using var host = new ModelHost(shared.Models, NullLogger.Instance);
        host.Changed += status =>
        {
            if (status.State == ModelState.Loading)
            {
                takenIn.Wait();
            }

            told.Enqueue(status.State);
            if (told.Count == 2)
            {
                both.SetResult();
            }
        };
        host.Load(Path.Combine(Path.GetTempPath(), "there-is-no-such-model"), new());
        await host.Settled.WaitAsync(Patience.Limit);
        for (var i = 0; i < 100; i++)
        {
            // Whatever the pool had to do by then it has begun.
            await Task.Run(() => { });
        }

        takenIn.Set();
        await both.Task.WaitAsync(Patience.Limit);
        Assert.Equal([ModelState.Loading, ModelState.Failed], told);
    }
}
