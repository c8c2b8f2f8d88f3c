using LocalCascade.Inference.Models;
using LocalCascade.Inference.Tests.Fixtures;

namespace LocalCascade.Inference.Tests.Models;

public class OnnxModelSessionTests
{
    public static TheoryData<string> AllModels => new(FixtureModel.Names);

    // fp32 differs by rounding alone; fp16 keeps 11 bits; MatMulNBits may sum in another order or lower precision.
    internal static float Tolerance(string model) => model.EndsWith("fp16", StringComparison.Ordinal) ? 0.15f : model.Contains("int", StringComparison.Ordinal) ? 0.02f : 2e-3f;

    [Theory]
    [MemberData(nameof(AllModels))]
    public void Full_prefill_gives_the_reference_logits(string name)
    {
        var reference = FixtureModel.Read(name);
        using var model = FixtureModel.Load(name);
        foreach (var (position, expected) in reference.Logits)
        {
            using var session = model.CreateSession(64);
            AssertClose(expected, session.Append(reference.Tokens.AsSpan(0, position + 1), default), Tolerance(name));
        }
    }

    [Theory]
    [MemberData(nameof(AllModels))]
    public void Token_by_token_gives_the_reference_logits(string name)
    {
        var reference = FixtureModel.Read(name);
        using var model = FixtureModel.Load(name);
        using var session = model.CreateSession(64);
        for (var i = 0; i < reference.Tokens.Length; i++)
        {
            var logits = session.Append([reference.Tokens[i]], default);
            if (reference.Logits.TryGetValue(i, out var expected))
            {
                AssertClose(expected, logits, Tolerance(name));
            }
        }
    }

    [Theory]
    [MemberData(nameof(AllModels))]
    public void Rolling_back_and_going_on_gives_the_same_logits(string name)
    {
        var reference = FixtureModel.Read(name);
        using var model = FixtureModel.Load(name);
        using var session = model.CreateSession(64);
        session.Append(reference.Tokens, default);
        session.Rollback(7);
        session.Append([1, 2, 3, 4, 5], default);
        session.Rollback(7);
        Assert.Equal(7, session.Length);
        AssertClose(reference.Logits[39], session.Append(reference.Tokens.AsSpan(7), default), Tolerance(name));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64)]
    public void The_chunk_size_does_not_change_the_logits(int chunk)
    {
        var reference = FixtureModel.Read("qwen2-fp32");
        using var model = FixtureModel.Load("qwen2-fp32", new RuntimeOptions { Provider = "cpu", PrefillChunk = chunk });
        using var session = model.CreateSession(64);
        AssertClose(reference.Logits[39], session.Append(reference.Tokens, default), Tolerance("qwen2-fp32"));
    }

    [Fact]
    public void Sessions_of_one_model_do_not_disturb_each_other()
    {
        var reference = FixtureModel.Read("llama-fp32");
        using var model = FixtureModel.Load("llama-fp32");
        Parallel.For(0, 16, new ParallelOptions { MaxDegreeOfParallelism = 4 }, _ =>
        {
            using var session = model.CreateSession(64);
            session.Append(reference.Tokens.AsSpan(0, 20), default);
            AssertClose(reference.Logits[39], session.Append(reference.Tokens.AsSpan(20), default), Tolerance("llama-fp32"));
        });
    }

    [Fact]
    public void A_cancelled_prefill_leaves_a_cache_that_goes_on()
    {
        var reference = FixtureModel.Read("llama-fp32");
        using var model = FixtureModel.Load("llama-fp32");
        using var session = model.CreateSession(64);
        session.Append(reference.Tokens.AsSpan(0, 8), default);
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.Throws<OperationCanceledException>(() => { session.Append(reference.Tokens.AsSpan(8), cancelled.Token); });
        Assert.Equal(8, session.Length);
        AssertClose(reference.Logits[39], session.Append(reference.Tokens.AsSpan(8), default), Tolerance("llama-fp32"));
    }

    [Fact]
    public async Task Cancelling_at_any_moment_of_a_prefill_keeps_the_cache_right()
    {
        var reference = FixtureModel.Read("llama-fp32");
        using var model = FixtureModel.Load("llama-fp32", new RuntimeOptions { Provider = "cpu", PrefillChunk = 4 });
        using var session = model.CreateSession(64);
        for (var round = 0; round < 200; round++)
        {
            session.Rollback(0);
            using var source = new CancellationTokenSource();
            using var started = new ManualResetEventSlim();
            var canceller = Task.Run(() =>
            {
                started.Wait();
                Thread.SpinWait(round * 50);
                source.Cancel();
            });
            try
            {
                started.Set();
                session.Append(reference.Tokens, source.Token);
            }
            catch (OperationCanceledException)
            {
            }

            await canceller;
            if (session.Length < reference.Tokens.Length)
            {
                AssertClose(reference.Logits[39], session.Append(reference.Tokens.AsSpan(session.Length), default), Tolerance("llama-fp32"));
            }
        }
    }

    [Fact]
    public void More_tokens_than_fit_are_refused_and_nothing_is_appended()
    {
        using var model = FixtureModel.Load("llama-fp32");
        using var session = model.CreateSession(8);
        Assert.Throws<ArgumentOutOfRangeException>(() => { session.Append(new int[9], default); });
        Assert.Equal(0, session.Length);
    }

    [Fact]
    public void A_decode_step_allocates_nothing_on_the_managed_heap()
    {
        using var model = FixtureModel.Load("llama-fp32");
        using var session = model.CreateSession(128);
        var token = new[] { 5 };
        session.Append(token, default);
        session.Append(token, default);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 50; i++)
        {
            session.Append(token, default);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void A_session_lives_on_when_its_model_is_disposed_first()
    {
        var reference = FixtureModel.Read("llama-fp32");
        var model = FixtureModel.Load("llama-fp32");
        using var session = model.CreateSession(64);
        session.Append(reference.Tokens.AsSpan(0, 20), default);
        model.Dispose();
        AssertClose(reference.Logits[39], session.Append(reference.Tokens.AsSpan(20), default), Tolerance("llama-fp32"));
    }

    internal static void AssertClose(float[] expected, ReadOnlySpan<float> actual, float tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        var worst = 0f;
        for (var i = 0; i < expected.Length; i++)
        {
            worst = Math.Max(worst, Math.Abs(expected[i] - actual[i]));
        }

        Assert.True(worst <= tolerance, $"The logits differ by up to {worst}, more than {tolerance}.");
    }
}
