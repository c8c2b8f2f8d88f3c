using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace LocalCascade.Http;

/// <summary>Sums up a meter's instruments and writes them in Prometheus' text format (version 0.0.4). Thread-safe.</summary>
internal sealed class PrometheusCollector : IDisposable
{
    private static readonly double[] Buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<Instrument, Family> _families = new();
    private readonly Lock _writing = new();

    public PrometheusCollector(Meter meter)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter == meter)
            {
                var family = _families.GetOrAdd(instrument, static instrument => new(instrument));
                listener.EnableMeasurementEvents(instrument, family);
            }
        };
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, family) => ((Family)family!).Add(value, tags));
        _listener.SetMeasurementEventCallback<int>(static (_, value, tags, family) => ((Family)family!).Add(value, tags));
        _listener.SetMeasurementEventCallback<double>(static (_, value, tags, family) => ((Family)family!).Add(value, tags));
        _listener.Start();
    }

    /// <summary>The text of all instruments now.</summary>
    public string Write()
    {
        lock (_writing)
        {
            foreach (var family in _families.Values)
            {
                family.ForgetObserved();
            }

            _listener.RecordObservableInstruments();
            var text = new StringBuilder();
            foreach (var family in _families.Values.OrderBy(family => family.Name, StringComparer.Ordinal))
            {
                family.WriteTo(text);
            }

            return text.ToString();
        }
    }

    public void Dispose() => _listener.Dispose();

    private enum Kind
    {
        Counter,
        Gauge,
        Histogram,
    }

    private sealed class Family(Instrument instrument)
    {
        private readonly Kind _kind = instrument is Counter<long> ? Kind.Counter : instrument is Histogram<double> ? Kind.Histogram : Kind.Gauge;
        private readonly ConcurrentDictionary<Labels, Series> _series = new();

        public string Name { get; } = instrument is Counter<long> ? $"{instrument.Name}_total" : instrument.Name;

        public void Add(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var series = _series.GetOrAdd(Labels.From(tags), static (_, kind) => new(kind), _kind);
            lock (series)
            {
                series.Count++;
                series.Sum = _kind == Kind.Gauge ? value : series.Sum + value;
                if (series.Buckets is { } buckets)
                {
                    var bucket = Array.FindIndex(Buckets, bound => value <= bound);
                    buckets[bucket < 0 ? Buckets.Length : bucket]++;
                }
            }
        }

        // A label that is no longer observed must not keep its last value.
        public void ForgetObserved()
        {
            if (_kind == Kind.Gauge)
            {
                _series.Clear();
            }
        }

        public void WriteTo(StringBuilder text)
        {
            if (_series.IsEmpty)
            {
                return;
            }

            text.Append(CultureInfo.InvariantCulture, $"# HELP {Name} {instrument.Description}\n# TYPE {Name} {(_kind switch { Kind.Counter => "counter", Kind.Gauge => "gauge", _ => "histogram" })}\n");
            foreach (var (labels, series) in _series)
            {
                lock (series)
                {
                    if (series.Buckets is not { } buckets)
                    {
                        text.Append(CultureInfo.InvariantCulture, $"{Name}{labels.Braced()} {series.Sum}\n");
                        continue;
                    }

                    var sum = 0L;
                    for (var i = 0; i < buckets.Length; i++)
                    {
                        sum += buckets[i];
                        var bound = i < Buckets.Length ? Buckets[i].ToString(CultureInfo.InvariantCulture) : "+Inf";
                        text.Append(CultureInfo.InvariantCulture, $"{Name}_bucket{labels.Braced($"le=\"{bound}\"")} {sum}\n");
                    }

                    text.Append(CultureInfo.InvariantCulture, $"{Name}_sum{labels.Braced()} {series.Sum}\n{Name}_count{labels.Braced()} {series.Count}\n");
                }
            }
        }
    }

    private sealed class Series(Kind kind)
    {
        public long Count;
        public double Sum;
        public readonly long[]? Buckets = kind == Kind.Histogram ? new long[PrometheusCollector.Buckets.Length + 1] : null;
    }

    // Up to two labels: as many as any instrument has.
    private readonly record struct Labels(string? FirstName, string? First, string? SecondName, string? Second)
    {
        public static Labels From(ReadOnlySpan<KeyValuePair<string, object?>> tags) => tags.Length switch
        {
            0 => default,
            1 => new(tags[0].Key, tags[0].Value?.ToString(), null, null),
            _ => new(tags[0].Key, tags[0].Value?.ToString(), tags[1].Key, tags[1].Value?.ToString()),
        };

        public string Braced(string? more = null)
        {
            var parts = new List<string>(3);
            if (FirstName is not null)
            {
                parts.Add($"{FirstName}=\"{Escape(First)}\"");
            }

            if (SecondName is not null)
            {
                parts.Add($"{SecondName}=\"{Escape(Second)}\"");
            }

            if (more is not null)
            {
                parts.Add(more);
            }

            return parts.Count == 0 ? "" : $"{{{string.Join(',', parts)}}}";
        }

        private static string Escape(string? value) =>
            (value ?? "").Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
    }
}
