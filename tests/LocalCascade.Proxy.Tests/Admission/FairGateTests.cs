using LocalCascade.Http;
using LocalCascade.Proxy.Admission;
using LocalCascade.Proxy.Configuration;
using LocalCascade.Tests;

namespace LocalCascade.Proxy.Tests.Admission;

public sealed class FairGateTests
{
    private readonly ManualTimeProvider _time = new();
    private AdmissionConfiguration _configuration = new() { MaxWaiting = 5000, MaxWaitMilliseconds = 1000 };
    private int _capacity = 4;

    [Fact]
    public async Task The_next_place_goes_to_the_organisation_with_the_fewest_requests_at_work()
    {
        var gate = Gate();
        for (var i = 0; i < 4; i++)
        {
            await gate.EnterAsync("loud", "m", 100, default);
        }

        var burst = Enumerable.Range(0, 50).Select(_ => gate.EnterAsync("loud", "m", 100, default).AsTask()).ToList();
        var quiet = gate.EnterAsync("quiet", "m", 100, default).AsTask();
        gate.Leave("loud", "m");
        await quiet;
        Assert.All(burst, waiting => Assert.False(waiting.IsCompleted));
        gate.Leave("loud", "m");
        await burst[0];
    }

    [Fact]
    public async Task A_burst_of_one_organisation_does_not_lengthen_anothers_wait()
    {
        // Time in steps: each request is at work for ten. One organisation sends one request every five steps; the other either
        // nothing, or 200 at once.
        Assert.Equal(await WaitsAsync(burst: 0), await WaitsAsync(burst: 200));
    }

    [Fact]
    public async Task An_organisation_never_has_more_places_than_its_own_limit()
    {
        var gate = Gate();
        await gate.EnterAsync("a", "m", 2, default);
        await gate.EnterAsync("a", "m", 2, default);
        var third = gate.EnterAsync("a", "m", 2, default).AsTask();
        await gate.EnterAsync("b", "m", 2, default);
        Assert.False(third.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(2));
        var refused = await Assert.ThrowsAsync<RequestRefusedException>(() => third);
        Assert.Equal((429, "rate_limited"), (refused.Status, refused.Code));
        Assert.NotNull(refused.RetryAfter);
    }

    [Fact]
    public async Task A_full_waiting_room_shows_out_the_newest_of_whoever_has_most_in_it()
    {
        _capacity = 0;
        _configuration = _configuration with { MaxWaiting = 5 };
        var gate = Gate();
        var loud = Enumerable.Range(0, 5).Select(_ => gate.EnterAsync("loud", "m", 100, default).AsTask()).ToList();
        var quiet = gate.EnterAsync("quiet", "m", 100, default).AsTask();
        Assert.Equal(503, (await Assert.ThrowsAsync<RequestRefusedException>(() => loud[4])).Status);
        Assert.False(quiet.IsCompleted);
        Assert.Equal(5, gate.Waiting);
        _capacity = 4;
        gate.CapacityChanged();
        await Task.WhenAll(loud[0], quiet);
    }

    [Fact]
    public async Task Whoever_gives_up_holds_no_place_in_any_interleaving()
    {
        var gate = Gate();
        var random = new Random(3);
        var atWork = 0;
        await Task.WhenAll(Enumerable.Range(0, 2000).Select(async i =>
        {
            using var cancel = new CancellationTokenSource();
            if (random.Next(3) == 0)
            {
                cancel.CancelAfter(random.Next(5));
            }

            await Task.Yield();
            try
            {
                await gate.EnterAsync($"o{i % 7}", "m", 3, cancel.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            Assert.InRange(Interlocked.Increment(ref atWork), 1, 4);
            await Task.Yield();
            Interlocked.Decrement(ref atWork);
            gate.Leave($"o{i % 7}", "m");
        }));
        Assert.Equal(0, gate.Waiting);
        for (var i = 0; i < 4; i++)
        {
            await gate.EnterAsync("last", "m", 4, default);
        }
    }

    // The 99th percentile of the quiet organisation's waits, in steps.
    private async Task<int> WaitsAsync(int burst)
    {
        var gate = Gate();
        var atWork = new List<(string Organisation, int Until)>();
        var waiting = new List<(string Organisation, int Since, Task Entering)>();
        var waits = new List<int>();
        for (var step = 0; step < 1000; step++)
        {
            if (step == 100)
            {
                for (var i = 0; i < burst; i++)
                {
                    waiting.Add(("loud", step, gate.EnterAsync("loud", "m", 3, default).AsTask()));
                }
            }

            if (step % 20 == 0)
            {
                waiting.Add(("quiet", step, gate.EnterAsync("quiet", "m", 3, default).AsTask()));
            }

            foreach (var done in atWork.Where(one => one.Until == step).ToList())
            {
                atWork.Remove(done);
                gate.Leave(done.Organisation, "m");
            }

            // Whoever was given a place learns of it on another thread.
            while (waiting.Count(one => !one.Entering.IsCompleted) > gate.Waiting)
            {
                await Task.Yield();
            }

            foreach (var entered in waiting.Where(one => one.Entering.IsCompletedSuccessfully).ToList())
            {
                waiting.Remove(entered);
                atWork.Add((entered.Organisation, step + 10));
                if (entered.Organisation == "quiet")
                {
                    waits.Add(step - entered.Since);
                }
            }
        }

        waits.Sort();
        return waits[(int)(waits.Count * 0.99) - 1];
    }

    private FairGate Gate() => new(_ => _capacity, () => _configuration, _time);
}
