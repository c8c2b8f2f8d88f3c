using System.Diagnostics;
using LocalCascade.Completion;
using LocalCascade.Completion.Documents;
using LocalCascade.Completion.Evaluation;
using LocalCascade.Completion.PostProcessing;
using LocalCascade.Completion.Prompting;
using LocalCascade.Completion.Syntax;
using LocalCascade.Completion.Workspace;
using LocalCascade.Inference.Decoding;
using LocalCascade.Inference.Models;
using LocalCascade.Tests;

namespace LocalCascade.Benchmarks;

/// <summary>
/// The embedded model with the predictor's text as a draft against without: the same places, prompts warm in the KV cache as after a
/// keystroke, alternating in one run. What a draft could gain at best (the model's own text) and costs at worst (another place's) stand beside it.
/// </summary>
internal static class VerifyBenchmark
{
    private const int Lines = 100;
    private const int Blocks = 16;
    private const int Rounds = 5;
    private const int ConfidenceTokens = 3;
    private const int MemoryMegabytes = 64;

    private static readonly int[] RunLengths = [1, 2, 3, 4, 6, 8, 12, 16, 32];

    public static Task RunAsync()
    {
        MeasureRuns();
        using var model = LocalModel.Load(Embedded.ModelFolder, new() { Provider = "cpu", Threads = 1 }, CancellationToken.None);
        var samples = Places().Select(place => Measure(model, place)).ToList();
        var rows = new List<string[]>();
        foreach (var (name, chosen) in new (string, Func<Sample, bool>)[]
        {
            ("all lines", s => !s.Place.IsBlock),
            ("- predictor below 0.1", s => !s.Place.IsBlock && s.Place.Confidence < 0.1),
            ("- 0.1 to 0.3", s => !s.Place.IsBlock && s.Place.Confidence is >= 0.1 and < 0.3),
            ("- 0.3 to 0.6", s => !s.Place.IsBlock && s.Place.Confidence is >= 0.3 and < 0.6),
            ("- from 0.6", s => !s.Place.IsBlock && s.Place.Confidence >= 0.6),
            ("all blocks", s => s.Place.IsBlock),
        })
        {
            var group = samples.Where(chosen).ToList();
            if (group.Count == 0)
            {
                continue;
            }

            rows.Add(
            [
                name,
                $"{group.Count}",
                $"{Table.Number(group.Average(s => s.Plain.Tokens))}",
                $"{Table.Number(100.0 * group.Sum(s => s.Drafted.Accepted) / group.Sum(s => s.Plain.Tokens), "0")} %",
                $"{Table.Number(group.Average(s => s.Plain.Whole))} → {Table.Number(group.Average(s => s.Drafted.Whole))}",
                Ratio(group, s => s.Drafted),
                $"{Table.Number(group.Average(s => s.Plain.Sure))} → {Table.Number(group.Average(s => s.Drafted.Sure))}",
                Ratio(group, s => s.Own),
                Ratio(group, s => s.Strange),
                $"{group.Count(s => s.Drafted.Text != s.Plain.Text)}",
            ]);
        }

        Table.Write(
            $"The predictor's text verified by the embedded model in one run (one thread; means over places of medians of {Rounds}; ms)",
            ["places", "count", "tokens", "of the draft", "whole text, without → with", "faster by (medians / bests)", $"first {ConfidenceTokens} tokens, without → with", "faster with its own text as the draft", "with another place's", "other texts"],
            rows);
        return Task.CompletedTask;
    }

    // What a run costs by its tokens: the price of a draft that is wrong, and of one that is right.
    private static void MeasureRuns()
    {
        const int Prompt = 400;
        const int Repeats = 60;
        using var model = OnnxModel.Load(ModelFolder.Open(Embedded.ModelFolder), new() { Provider = "cpu", Threads = 1 }, CancellationToken.None);
        using var session = model.CreateSession(512);
        int[] tokens = [.. Enumerable.Range(0, Prompt + RunLengths[^1]).Select(i => 100 + (i * 7919 % 3000))];
        session.Append(tokens.AsSpan(0, Prompt), CancellationToken.None);
        var samples = RunLengths.Select(_ => new List<double>()).ToArray();
        for (var repeat = 0; repeat < Repeats; repeat++)
        {
            for (var i = 0; i < RunLengths.Length; i++)
            {
                session.Rollback(Prompt);
                var started = Stopwatch.GetTimestamp();
                session.Append(tokens.AsSpan(Prompt, RunLengths[i]), Math.Min(RunLengths[i], session.MostLogits), CancellationToken.None);
                samples[i].Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }
        }

        Table.Write($"One run behind {Prompt} cached tokens, with the logits of all its positions (one thread; ms)", ["tokens", .. RunLengths.Select(length => $"{length}")],
        [
            ["median", .. samples.Select(s => Table.Number(Table.Median(s)))],
            ["best", .. samples.Select(s => Table.Number(s.Min()))],
        ]);
    }

    private static string Ratio(List<Sample> group, Func<Sample, Run> run) =>
        $"{Table.Number(group.Sum(s => s.Plain.Whole) / group.Sum(s => run(s).Whole))}× / {Table.Number(group.Sum(s => s.Plain.Best) / group.Sum(s => run(s).Best))}×";

    // This repository's own code with holes in it, where the predictor has something to say.
    private static List<Place> Places()
    {
        var predictor = new WorkspacePredictor(MemoryMegabytes, TimeProvider.System);
        var files = Directory.EnumerateFiles(RepositoryRoot.Combine("src"), "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal))
            .Concat(Directory.EnumerateFiles(RepositoryRoot.Combine("models", "training"), "*.py"))
            .Order(StringComparer.Ordinal)
            .Select(path => new CodeText(new Uri(path).AbsoluteUri, LanguageIds.Of(path), File.ReadAllText(path)))
            .ToList();
        foreach (var file in files)
        {
            predictor.AddFile(file.Uri, file.LanguageId, file.Text.Split('\n'));
        }

        var random = new Random(3);
        var places = new List<Place>();
        foreach (var hole in HoleCutter.Cut(files, HoleKind.Line, Lines, random).Concat(HoleCutter.Cut(files, HoleKind.Block, Blocks, random)))
        {
            var document = new DocumentSnapshot(hole.File.Uri, hole.File.LanguageId, 1, SourceText.From(hole.TextWithout));
            var request = new CompletionRequest { Document = document, Offset = hole.Offset };
            var syntax = CursorSyntax.Analyze(request);
            var shape = CompletionShape.Decide(syntax);
            predictor.Open(document);
            if (predictor.Predict(document, hole.Offset, shape.MaxLines, CancellationToken.None) is { } prediction)
            {
                places.Add(new(request, syntax, shape, prediction.Text, prediction.Confidence));
            }

            predictor.Close(hole.File.Uri);
            predictor.AddFile(hole.File.Uri, hole.File.LanguageId, hole.File.Text.Split('\n'));
        }

        // A text that has nothing to do with the place: its neighbour's in the list.
        return [.. places.Select((place, i) => place with { Strange = places[(i + 1) % places.Count].Draft })];
    }

    private static Sample Measure(LocalModel model, Place place)
    {
        var settings = new EngineSettings();
        var maxTokens = place.IsBlock ? settings.MaxBlockTokens : settings.MaxLineTokens;
        var budget = model.PreferredPromptTokens - Math.Min(maxTokens, model.PreferredPromptTokens / 4);
        var prompt = new AnchoredPrompt(model.Tokenizer, model.Fim!).LayOut(place.Request.Document.Text, place.Request.Offset, budget);
        var request = new GenerationRequest { Prompt = prompt.Tokens, Healing = prompt.Healing, MaxTokens = maxTokens };
        var own = Generate(model, place, request).Text;
        var drafts = new[] { null, place.Draft, own, place.Strange };
        var runs = drafts.Select(_ => new List<Run>()).ToArray();
        for (var round = 0; round < Rounds; round++)
        {
            for (var i = 0; i < drafts.Length; i++)
            {
                runs[i].Add(Generate(model, place, request with { Draft = drafts[i] }));
            }
        }

        return new(place, Median(runs[0]), Median(runs[1]), Median(runs[2]), Median(runs[3]));
    }

    private static Run Generate(LocalModel model, Place place, GenerationRequest request)
    {
        var stop = new StreamingStop(place.Syntax, place.Shape);
        var started = Stopwatch.GetTimestamp();
        using var generation = model.Start(request, CancellationToken.None);
        var sure = 0.0;
        while (generation.MoveNext(CancellationToken.None) && !stop.Append(generation.NewText.Span))
        {
            if (generation.Tokens.Count == ConfidenceTokens)
            {
                sure = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            }
        }

        var whole = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        return new(sure > 0 ? sure : whole, whole, whole, generation.Tokens.Count, generation.AcceptedTokens, generation.Text);
    }

    private static Run Median(List<Run> runs) => runs[0] with
    {
        Sure = Table.Median(runs.Select(run => run.Sure).ToList()),
        Whole = Table.Median(runs.Select(run => run.Whole).ToList()),
        Best = runs.Min(run => run.Whole),
    };

    private sealed record Place(CompletionRequest Request, CursorSyntax Syntax, CompletionShape Shape, string Draft, double Confidence)
    {
        public bool IsBlock => Shape.IsBlock;

        public string Strange { get; init; } = "";
    }

    /// <summary>Milliseconds until the confidence is known and until the text is whole, median and best.</summary>
    private sealed record Run(double Sure, double Whole, double Best, int Tokens, int Accepted, string Text);

    private sealed record Sample(Place Place, Run Plain, Run Drafted, Run Own, Run Strange);
}
