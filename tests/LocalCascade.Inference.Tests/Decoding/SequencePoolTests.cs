namespace LocalCascade.Inference.Tests.Decoding;

public class SequencePoolTests
{
    private static readonly int[] Prompt = [.. Enumerable.Range(0, 200).Select(i => i * 7 % 250)];

    [Fact]
    public async Task The_next_keystroke_waits_for_the_slot_of_the_one_it_cancelled()
    {
        var (ngrams, tokenizer) = NGramModel.Of("a b c a b c");
        using var mayLeave = new SemaphoreSlim(0);
        // The pool reads the clock when a request comes and again before it would wait. The cancelled one leaves only then.
        var clock = new ObservedClock(reads => _ = reads == 6 ? mayLeave.Release() : 0);
        using var model = ngrams.ToLocalModel(tokenizer, timeProvider: clock);
        model.Start(new() { Prompt = Prompt }, default).Dispose();

        using var started = new SemaphoreSlim(0);
        using var cancellation = new CancellationTokenSource();
        ngrams.Appending = (_, token) =>
        {
            if (token == cancellation.Token)
            {
                started.Release();
                mayLeave.Wait(CancellationToken.None);
            }
        };
        var cancelled = Task.Run(() => model.Start(new() { Prompt = Prompt }, cancellation.Token));
        await started.WaitAsync();
        await cancellation.CancelAsync();

        using var next = model.Start(new() { Prompt = (int[])[.. Prompt, 7] }, default);
        Assert.Equal(Prompt.Length - 1, next.ReusedTokens);
        Assert.Equal(1, ngrams.Sessions);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
    }

    [Fact]
    public async Task A_request_that_was_not_cancelled_is_not_waited_for()
    {
        var (ngrams, tokenizer) = NGramModel.Of("a b c a b c");
        using var model = ngrams.ToLocalModel(tokenizer);
        using var first = model.Start(new() { Prompt = Prompt }, default);
        using var second = await Task.Run(() => model.Start(new() { Prompt = Prompt }, default));
        Assert.Equal(0, second.ReusedTokens);
        Assert.Equal(2, ngrams.Sessions);
    }

    [Fact]
    public async Task With_memory_for_one_slot_the_second_generation_waits_for_the_first_and_can_be_cancelled()
    {
        var (ngrams, tokenizer) = NGramModel.Of("a b c a b c", cacheBytesPerToken: 1 << 20);
        using var model = ngrams.ToLocalModel(tokenizer, new() { CacheMegabytes = 100 });
        var first = model.Start(new() { Prompt = Prompt }, default);
        using var cancellation = new CancellationTokenSource();
        var impatient = Task.Run(() => model.Start(new() { Prompt = Prompt }, cancellation.Token));
        var patient = Task.Run(() => model.Start(new() { Prompt = Prompt }, default));
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        Assert.False(patient.IsCompleted);
        first.Dispose();
        (await patient).Dispose();
        Assert.Equal(1, ngrams.Sessions);
    }

    [Fact]
    public void A_model_that_is_disposed_of_goes_when_its_last_generation_does()
    {
        var (ngrams, tokenizer) = NGramModel.Of("a b c a b c");
        var model = ngrams.ToLocalModel(tokenizer);
        var generation = model.Start(new() { Prompt = Prompt }, default);
        model.Dispose();
        Assert.True(generation.MoveNext(default));
        Assert.False(ngrams.IsDisposed);
        Assert.Throws<ObjectDisposedException>(() => model.Start(new() { Prompt = Prompt }, default));
        generation.Dispose();
        Assert.True(ngrams.IsDisposed);
    }

    private sealed class ObservedClock(Action<int> onRead) : TimeProvider
    {
        private int _reads;

        public override long GetTimestamp()
        {
            onRead(Interlocked.Increment(ref _reads));
            return 0;
        }
    }
}
