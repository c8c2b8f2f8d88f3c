using System.Runtime.InteropServices;
using LocalCascade.Benchmarks;
using LocalCascade.Benchmarks.Typing;

// Usage: dotnet run -c Release --project tests/LocalCascade.Benchmarks [-- NAME ...]     (no name: all)
var benchmarks = new Dictionary<string, Func<Task>>
{
    ["latency"] = LatencyBenchmark.RunAsync,
    ["reuse"] = ReuseBenchmark.RunAsync,
    ["verify"] = VerifyBenchmark.RunAsync,
    ["predictor"] = PredictorTable.RunAsync,
    ["tokenizer"] = TokenizerBenchmark.RunAsync,
    ["start"] = StartBenchmark.RunAsync,
    ["proxy"] = ProxyBenchmark.RunAsync,
    ["serving"] = ServingBenchmark.RunAsync,
    ["typing"] = TypingBenchmark.RunAsync,
    ["waiting"] = WaitingBenchmark.RunAsync,
    ["llama.cpp"] = LlamaBenchmark.RunAsync,
    ["quantization"] = QuantizationBenchmark.RunAsync,
};

if (args.FirstOrDefault(name => !benchmarks.ContainsKey(name)) is { } unknown)
{
    Console.Error.WriteLine($"There is no benchmark '{unknown}', only {string.Join(", ", benchmarks.Keys)}.");
    return 1;
}

Console.WriteLine($"{RuntimeInformation.RuntimeIdentifier}, {Environment.ProcessorCount} processors, .NET {Environment.Version}, {DateTime.UtcNow:yyyy-MM-dd}");
foreach (var name in args.Length > 0 ? args : [.. benchmarks.Keys])
{
    await benchmarks[name]();
}

return 0;
