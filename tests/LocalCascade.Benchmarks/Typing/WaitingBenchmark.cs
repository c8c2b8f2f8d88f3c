using LocalCascade.Benchmarks.Typing.Waiting;

namespace LocalCascade.Benchmarks.Typing;

/// <summary>
/// Rules for how long to wait before the cloud is asked, against each other on the same generated typists: no processes, a clock moved by
/// hand. What an answer is worth is not modelled; docs/typing.md tells the rest.
/// </summary>
internal static class WaitingBenchmark
{
    // The local tier decides first.
    private const double LocalMs = 8;

    // Part of the keystrokes at which the local tier is unsure.
    private const double Escalates = 0.6;

    // Shorter, nobody has read the answer.
    private const double ReadingMs = 200;

    public static Task RunAsync()
    {
        foreach (var (name, first, isUnmoved) in new[] { ("typists 1 to 40, on which the shipped rule was chosen", 1, false), ("typists 101 to 140, on which nothing was chosen", 101, false), ("typists 301 to 340, of another make", 301, true) })
        {
            foreach (var cloud in new[] { 80.0, 180, 350 })
            {
                Compare(name, first, isUnmoved, cloud);
            }
        }

        return Task.CompletedTask;
    }

    private static IEnumerable<Func<IWait>> Rules()
    {
        yield return () => new ShippedWait();
        foreach (var milliseconds in new[] { 0.0, 50, 100, 150, 200, 250, 300 })
        {
            yield return () => new FixedWait(milliseconds);
        }

        foreach (var share in new[] { 0.7, 0.8, 0.85, 0.9, 0.95 })
        {
            yield return () => new QuantileWait(share);
        }

        yield return () => new TabbyWait();
        foreach (var risk in new[] { 0.3, 0.4, 0.5, 0.6, 0.7 })
        {
            yield return () => new HazardWait(risk);
        }

        foreach (var cost in new[] { 0.05, 0.1, 0.2, 0.3, 0.5 })
        {
            yield return () => new CostWait(cost);
        }

        yield return () => new CostWait(0.2, kinds: 1);
        yield return () => new CostWait(0.2, kinds: 4);
        yield return () => new CostWait(0.2, kept: 192);
    }

    private static void Compare(string name, int first, bool isUnmoved, double cloud)
    {
        var traces = Enumerable.Range(first, 40).Select(seed => (Seed: seed, Keys: KeyTrace.Of(new(TypistProfile.Of(seed) with { IsUnmoved = isUnmoved }, TextFor(seed)), TextFor(seed)))).ToArray();
        var keys = traces.Sum(trace => trace.Keys.Count);
        Table.Write($"{name}: {keys} keys, the cloud takes {cloud:0} ms (median)", ["rule", "asked, of 1000 keys", "typed over", "cloud seconds wasted, of 1000 keys", "mean added wait ms", "answers lost"], Rules().Select(rule =>
        {
            var sum = new Sum();
            var label = "";
            foreach (var (seed, trace) in traces)
            {
                var wait = rule();
                label = wait.Name;
                Type(trace, wait, new((ulong)seed * 77), cloud, sum);
            }

            return new[] { label, Table.Number(1000.0 * sum.Asked / keys, "0"), $"{Table.Number(100.0 * sum.TypedOver / sum.Asked, "0.0")} %", Table.Number(sum.WastedMs / keys, "0.0"), Table.Number(sum.AddedMs / sum.Readable, "0"), $"{Table.Number(100.0 * sum.Lost / sum.Readable, "0.0")} %" };
        }));
    }

    private static string TextFor(int seed)
    {
        var text = File.ReadAllText(Embedded.Sources[seed % Embedded.Sources.Length]).ReplaceLineEndings("\n");
        var start = text.IndexOf('\n', (int)((long)text.Length * (seed % 40) / 60)) + 1;
        return text[start..Math.Min(text.Length, start + 1500)];
    }

    private static void Type(List<Key> keys, IWait wait, Draw draw, double cloud, Sum sum)
    {
        var after = 1000.0;
        for (var i = 0; i < keys.Count; i++)
        {
            var key = keys[i];
            wait.Struck(key, after);
            after = key.Next;
            if (draw.Uniform(i, 0) >= Escalates)
            {
                continue;
            }

            var takes = draw.LogNormal(i, 1, cloud, 0.3);
            var ask = Math.Max(LocalMs, wait.Behind(key.Behind));
            var answered = ask + takes;
            if (key.Next > ask)
            {
                sum.Asked++;
                sum.TypedOver += key.Next < answered ? 1 : 0;
                sum.WastedMs += key.Next < answered ? key.Next - ask : 0;
                if (key.Next >= answered)
                {
                    wait.Took(takes);
                }
            }

            // Would it have been read, had it been asked for at once?
            if (key.Next >= LocalMs + takes + ReadingMs)
            {
                sum.Readable++;
                sum.AddedMs += Math.Min(answered, key.Next) - LocalMs - takes;
                sum.Lost += key.Next < answered + ReadingMs ? 1 : 0;
            }
        }
    }

    private sealed class Sum
    {
        public long Asked { get; set; }

        public long TypedOver { get; set; }

        public double WastedMs { get; set; }

        public long Readable { get; set; }

        public long Lost { get; set; }

        public double AddedMs { get; set; }
    }
}
