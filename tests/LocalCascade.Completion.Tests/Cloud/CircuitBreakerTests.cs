using LocalCascade.Completion.Cloud;
using LocalCascade.Tests;

namespace LocalCascade.Completion.Tests.Cloud;

public sealed class CircuitBreakerTests
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private readonly ManualTimeProvider _clock = new();
    private readonly CircuitBreaker _circuit;

    public CircuitBreakerTests() => _circuit = new(failures: 3, Pause, _clock);

    [Fact]
    public void Failures_in_a_row_open_it_and_a_success_between_does_not()
    {
        Fail(2);
        _circuit.Succeeded();
        Fail(2);
        Assert.True(_circuit.TryEnter());
        Fail(1);
        Assert.False(_circuit.TryEnter());
        Assert.Equal(Pause, _circuit.Left);
    }

    [Fact]
    public void After_the_pause_one_request_tries_and_the_others_wait_for_what_it_finds()
    {
        Fail(3);
        _clock.Advance(Pause);
        Assert.True(_circuit.TryEnter());
        Assert.False(_circuit.TryEnter());
        _circuit.Succeeded();
        Assert.True(_circuit.TryEnter());
        Assert.True(_circuit.TryEnter());
    }

    [Fact]
    public void Each_vain_try_doubles_the_pause_up_to_ten_minutes()
    {
        Fail(3);
        for (var pause = Pause; pause < TimeSpan.FromMinutes(10); pause *= 2)
        {
            Assert.Equal(pause, _circuit.Left);
            _clock.Advance(pause);
            Assert.True(_circuit.TryEnter());
            Fail(1);
        }

        Assert.Equal(TimeSpan.FromMinutes(10), _circuit.Left);
    }

    [Fact]
    public void A_try_that_was_given_up_leaves_the_turn_to_another()
    {
        Fail(3);
        _clock.Advance(Pause);
        Assert.True(_circuit.TryEnter());
        _circuit.Abandoned();
        Assert.True(_circuit.TryEnter());
    }

    private void Fail(int times)
    {
        for (var i = 0; i < times; i++)
        {
            _circuit.Failed();
        }
    }
}
