using LocalCascade.Http;
using LocalCascade.Proxy.Configuration;
using LocalCascade.Wire;

namespace LocalCascade.Proxy.Admission;

/// <summary>
/// Lets as many requests through as the engines take at one time. Who has to wait, waits by organisation: the next place goes
/// to the organisation with the fewest requests inside (max-min fairness), within it first come, first served. So a burst
/// lengthens its own queue only. The waiting room is bounded, and full it shows out the newest of whoever has most in it.
/// Thread-safe.
/// </summary>
internal sealed class FairGate
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, OrganisationQueue> _organisations = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _inside = new(StringComparer.Ordinal);
    private readonly TimeProvider _timeProvider;
    private readonly Func<string, int> _capacity;
    private readonly Func<AdmissionConfiguration> _configuration;
    private int _waiting;

    /// <param name="capacity">How many requests a model's engines take now.</param>
    /// <param name="configuration">The limits in effect now.</param>
    /// <param name="timeProvider">The clock.</param>
    public FairGate(Func<string, int> capacity, Func<AdmissionConfiguration> configuration, TimeProvider timeProvider)
    {
        _capacity = capacity;
        _configuration = configuration;
        _timeProvider = timeProvider;
    }

    /// <summary>Requests that wait now.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Waits for a place. Every one that is given has to be given back by <see cref="Leave"/>.</summary>
    /// <param name="organisation">Who asks.</param>
    /// <param name="model">Which engines are asked for.</param>
    /// <param name="concurrent">How many places the organisation may have.</param>
    /// <param name="cancellationToken">The client's connection and the deadline.</param>
    /// <exception cref="RequestRefusedException">No place in time (429 when its own limit is the reason, else 503).</exception>
    /// <exception cref="OperationCanceledException">Cancelled; no place is held.</exception>
    public ValueTask EnterAsync(string organisation, string model, int concurrent, CancellationToken cancellationToken)
    {
        Waiter waiter;
        List<Waiter>? shownOut = null;
        lock (_gate)
        {
            if (!_organisations.TryGetValue(organisation, out var queue))
            {
                _organisations.Add(organisation, queue = new(organisation));
            }

            queue.Limit = concurrent;
            if (queue.CountFor(model) == 0 && HasPlace(queue, model))
            {
                Admit(queue, model);
                return ValueTask.CompletedTask;
            }

            waiter = new(organisation, model, this);
            waiter.Node = queue.Waiting.AddLast(waiter);
            _waiting++;
            if (_waiting > _configuration().MaxWaiting)
            {
                var longest = _organisations.Values.MaxBy(other => other.Waiting.Count)!;
                var newest = longest == queue ? waiter : longest.Waiting.Last!.Value;
                Remove(newest, longest);
                (shownOut ??= []).Add(newest);
            }
        }

        shownOut?.ForEach(one => one.Refuse(ToRefusal(one, concurrent)));
        return new(WaitAsync(waiter, concurrent, cancellationToken));
    }

    /// <summary>Gives a place back.</summary>
    public void Leave(string organisation, string model)
    {
        lock (_gate)
        {
            _inside[model]--;
            var queue = _organisations[organisation];
            queue.Inside--;
            LetIn();
            Forget(queue);
        }
    }

    /// <summary>Lets more in where engines came back.</summary>
    public void CapacityChanged()
    {
        lock (_gate)
        {
            LetIn();
        }
    }

    private async Task WaitAsync(Waiter waiter, int concurrent, CancellationToken cancellationToken)
    {
        using var registration = cancellationToken.UnsafeRegister(static (state, token) => ((Waiter)state!).GiveUp(new OperationCanceledException(token)), waiter);
        var timer = _timeProvider.CreateTimer(static state =>
        {
            var waiter = (Waiter)state!;
            waiter.GiveUp(null);
        }, waiter, TimeSpan.FromMilliseconds(_configuration().MaxWaitMilliseconds), Timeout.InfiniteTimeSpan);
        try
        {
            await waiter.Entered.Task.ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw ToRefusal(waiter, concurrent);
        }
        finally
        {
            await timer.DisposeAsync().ConfigureAwait(false);
        }
    }

    // Called with the lock held.
    private void LetIn()
    {
        while (_waiting > 0 && NextWaiter() is { } next)
        {
            var queue = _organisations[next.Organisation];
            Remove(next, queue);
            Admit(queue, next.Model);
            // Continuations run elsewhere: see Waiter.Entered.
            next.Entered.TrySetResult();
        }
    }

    private Waiter? NextWaiter()
    {
        Waiter? best = null;
        var fewest = int.MaxValue;
        foreach (var queue in _organisations.Values)
        {
            if (queue.Waiting.Count == 0 || queue.Inside >= fewest)
            {
                continue;
            }

            foreach (var waiter in queue.Waiting)
            {
                if (HasPlace(queue, waiter.Model))
                {
                    (best, fewest) = (waiter, queue.Inside);
                    break;
                }
            }
        }

        return best;
    }

    private bool HasPlace(OrganisationQueue queue, string model) =>
        queue.Inside < queue.Limit && _inside.GetValueOrDefault(model) < _capacity(model);

    private void Admit(OrganisationQueue queue, string model)
    {
        queue.Inside++;
        _inside[model] = _inside.GetValueOrDefault(model) + 1;
    }

    private void Remove(Waiter waiter, OrganisationQueue queue)
    {
        queue.Waiting.Remove(waiter.Node!);
        waiter.Node = null;
        _waiting--;
    }

    private void Forget(OrganisationQueue queue)
    {
        if (queue.Inside == 0 && queue.Waiting.Count == 0)
        {
            _organisations.Remove(queue.Name);
        }
    }

    private RequestRefusedException ToRefusal(Waiter waiter, int concurrent)
    {
        lock (_gate)
        {
            var atLimit = _organisations.TryGetValue(waiter.Organisation, out var queue) && queue.Inside >= queue.Limit;
            return atLimit
                ? new(StatusCodes.Status429TooManyRequests, ErrorCodes.RateLimited, $"Your organisation has {concurrent} requests at work, which is its limit.", TimeSpan.FromSeconds(1))
                : new(StatusCodes.Status503ServiceUnavailable, ErrorCodes.Overloaded, _capacity(waiter.Model) == 0 ? "No engine for this model can be reached." : "The engines are busy.", TimeSpan.FromSeconds(1));
        }
    }

    private sealed class OrganisationQueue(string name)
    {
        public string Name { get; } = name;

        public int Limit { get; set; }

        public int Inside { get; set; }

        public LinkedList<Waiter> Waiting { get; } = new();

        public int CountFor(string model)
        {
            var count = 0;
            foreach (var waiter in Waiting)
            {
                count += waiter.Model == model ? 1 : 0;
            }

            return count;
        }
    }

    private sealed class Waiter(string organisation, string model, FairGate gate)
    {
        public string Organisation { get; } = organisation;

        public string Model { get; } = model;

        public TaskCompletionSource Entered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public LinkedListNode<Waiter>? Node { get; set; }

        public void Refuse(Exception reason) => Entered.TrySetException(reason);

        // Null for "it took too long". A waiter that has been let in meanwhile stays in.
        public void GiveUp(Exception? reason)
        {
            lock (gate._gate)
            {
                if (Node is null)
                {
                    return;
                }

                var queue = gate._organisations[Organisation];
                gate.Remove(this, queue);
                gate.Forget(queue);
            }

            Entered.TrySetException(reason ?? new TimeoutException());
        }
    }
}
