using LocalCascade.Completion.Documents;
using LocalCascade.Completion.Workspace;

namespace LocalCascade.Completion.Tests.Workspace;

public sealed class WorkspacePredictorTests
{
    private const string Uri = "file:///w/src/A.cs";

    private readonly WorkspacePredictor _predictor = new(8, TimeProvider.System);

    [Fact]
    public void Line_that_stands_elsewhere_in_the_file_is_finished()
    {
        var prediction = Predict("""
            void Load(Order order)
            {
                ArgumentNullException.ThrowIfNull(order, nameof(order));
                Read(order);
            }

            void Save(Order order)
            {
                ArgumentNullException.▮
                Write(order);
            }
            """);

        Assert.Equal("ThrowIfNull(order, nameof(order));", prediction?.Text);
    }

    [Fact]
    public void Word_cut_in_two_by_the_cursor_is_healed()
    {
        var prediction = Predict("""
            logger.LogWarning("The file {Name} is gone.", name);
            Close(name);
            logger.LogWar▮
            """);

        Assert.Equal("ning(\"The file {Name} is gone.\", name);", prediction?.Text);
    }

    [Fact]
    public void Word_that_differs_from_a_parallel_line_is_exchanged()
    {
        var prediction = Predict("""
            public Point(int left, int top)
            {
                this.left = left;
                this.top = ▮
            }
            """);

        Assert.Equal("top;", prediction?.Text);
    }

    [Fact]
    public void Line_being_typed_does_not_match_itself()
    {
        var prediction = Predict("zebra.Quagga(okapi, ▮");

        Assert.Null(prediction);
    }

    [Fact]
    public void Another_file_of_the_workspace_is_copied_from()
    {
        _predictor.AddFile("file:///w/src/B.cs", "csharp", ["using System;", "var stream = File.OpenRead(path).AsBuffered(4096);"]);

        var prediction = Predict("var stream = File.▮");

        Assert.Equal("OpenRead(path).AsBuffered(4096);", prediction?.Text);
        Assert.Equal(FileName.Of("file:///w/src/B.cs"), prediction?.Source);
    }

    [Fact]
    public void Removed_file_is_forgotten()
    {
        _predictor.AddFile("file:///w/src/B.cs", "csharp", ["var stream = File.OpenRead(path).AsBuffered(4096);"]);
        _predictor.RemoveFile("file:///w/src/B.cs");

        Assert.Null(Predict("var stream = File.▮"));
        Assert.Equal(1, _predictor.FileCount);
    }

    [Fact]
    public void File_in_another_language_is_not_copied_from()
    {
        _predictor.AddFile("file:///w/src/b.py", "python", ["var stream = File.OpenRead(path).AsBuffered(4096);"]);

        Assert.Null(Predict("var stream = File.▮"));
    }

    [Fact]
    public void Open_document_counts_instead_of_its_file_on_disk()
    {
        _predictor.AddFile("file:///w/src/B.cs", "csharp", ["var stream = File.OpenRead(oldName);"]);
        _predictor.Open(new("file:///w/src/B.cs", "csharp", 1, SourceText.From("var stream = File.OpenRead(newName);\n")));

        Assert.Equal("OpenRead(newName);", Predict("var stream = File.▮")?.Text);
    }

    [Fact]
    public void Closed_document_stays_known()
    {
        _predictor.Open(new("file:///w/src/B.cs", "csharp", 1, SourceText.From("var stream = File.OpenRead(newName);\n")));
        _predictor.Close("file:///w/src/B.cs");

        Assert.Equal("OpenRead(newName);", Predict("var stream = File.▮")?.Text);
    }

    [Fact]
    public void Edit_is_known_at_once()
    {
        var before = new DocumentSnapshot(Uri, "csharp", 1, SourceText.From("int a = 1;\n\nint b = 2;\n"));
        _predictor.Open(before);
        var insert = new TextChange(11, 0, "total.Increase(amount, currency);");
        var edited = before with { Version = 2, Text = before.Text.WithChange(insert) };
        _predictor.Update(edited, [insert]);
        var type = new TextChange(edited.Text.Length, 0, "total.");
        var typed = edited with { Version = 3, Text = edited.Text.WithChange(type) };
        _predictor.Update(typed, [type]);

        Assert.Equal("Increase(amount, currency);", _predictor.Predict(typed, typed.Text.Length, 1, CancellationToken.None)?.Text);
    }

    [Fact]
    public void Block_is_carried_on_with_the_indentation_of_the_cursor()
    {
        var prediction = Predict("""
            void Both()
            {
                foreach (var order in orders)
                {
                    Check(order);
                    Book(order);
                }
            }

            class B
            {
                void Again()
                {
                    foreach (var order ▮
                }
            }
            """, maxLines: 5);

        Assert.Equal("in orders)\n        {\n            Check(order);\n            Book(order);\n        }", prediction?.Text);
    }

    [Fact]
    public void Repeated_and_agreeing_line_is_surer_than_a_single_one()
    {
        var often = Predict("Check(order, 1);\nGo();\nCheck(order, 1);\nGo();\nCheck(order, 1);\nGo();\nCheck(or▮\nGo();");
        var once = Predict("Check(order, 1);\nStay();\nCheck(basket, 2);\nCheck(▮\nLeave();");

        Assert.True(often!.Confidence > once!.Confidence, $"{often.Confidence} against {once.Confidence}");
    }

    [Fact]
    public async Task Full_memory_gives_up_its_oldest_files_and_still_answers()
    {
        var predictor = await FillAsync();

        Assert.InRange(predictor.FileCount, 20, 190);
        var document = new DocumentSnapshot(Uri, "csharp", 1, SourceText.From("var value7 = Compute199("));
        Assert.Equal("first, second, 7);", predictor.Predict(document, document.Text.Length, 1, CancellationToken.None)?.Text);
        document = document with { Text = SourceText.From("var value7 = Compute0(") };
        Assert.NotEqual(FileName.Of("file:///w/0.cs"), predictor.Predict(document, document.Text.Length, 1, CancellationToken.None)?.Source);
    }

    [Fact]
    public async Task Closed_document_has_a_place_in_a_full_memory()
    {
        var predictor = await FillAsync();
        predictor.Open(new("file:///w/closed.cs", "csharp", 1, SourceText.From("var zebra = Okapi.Quagga(tapir, ibis);\n")));
        predictor.Close("file:///w/closed.cs");
        await predictor.Settled;

        var document = new DocumentSnapshot(Uri, "csharp", 1, SourceText.From("var zebra = Okapi."));
        Assert.Equal("Quagga(tapir, ibis);", predictor.Predict(document, document.Text.Length, 1, CancellationToken.None)?.Text);
    }

    [Fact]
    public void Cancelled_question_is_not_answered()
    {
        _predictor.Open(new("file:///w/src/B.cs", "csharp", 1, SourceText.From("int b = 1;\n")));

        Assert.Throws<OperationCanceledException>(() => _predictor.Predict(new(Uri, "csharp", 1, SourceText.From("int b")), 5, 1, new CancellationToken(canceled: true)));
    }

    private static async Task<WorkspacePredictor> FillAsync()
    {
        var predictor = new WorkspacePredictor(1, TimeProvider.System);
        for (var i = 0; i < 200; i++)
        {
            predictor.AddFile($"file:///w/{i}.cs", "csharp", Enumerable.Range(0, 100).Select(line => $"var value{line} = Compute{i}(first, second, {line});"));
            await predictor.Settled;
        }

        return predictor;
    }

    [Fact]
    public void The_word_at_the_cursor_stands_for_another_one_of_a_line_like_it()
    {
        var prediction = Predict("""
            class Value
            {
                public static Value ForBool(bool value)
                {
                    return new Value(value);
                }

                public static Value ForInt(int value)
                {
                    return new Value(value);
                }

                public static Value ForString▮
                {
                    return new Value(value);
                }
            }
            """);

        Assert.Equal("(string value)", prediction?.Text);
    }

    [Fact]
    public void A_line_that_stands_nowhere_is_composed()
    {
        const string Marked = """
            void A()
            {
                var first = reader.Read(buffer);
                Check(first);
            }

            void B()
            {
                var first = reader.Read(buffer);
                writer.Write(header);
            }

            void C()
            {
                writer.▮
            }
            """;
        var offset = Marked.IndexOf('▮', StringComparison.Ordinal);
        var document = new DocumentSnapshot(Uri, "csharp", 1, SourceText.From(Marked.Replace("writer.Write(header)", "log.Write(header)", StringComparison.Ordinal).Replace("▮", "", StringComparison.Ordinal)));
        _predictor.Open(document);

        // Neither "reader.Write" nor "log.Read" is in the file, but what follows the dot and the bracket is.
        var composed = _predictor.Search(document, offset - 3, CancellationToken.None).Rank().Where(ranked => ranked.Candidate.IsComposedOnly);
        Assert.Contains(composed, ranked => !document.Text.ToString(0, document.Text.Length).Contains(ranked.Candidate.Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_file_like_the_open_one_is_searched_for_lines_with_other_words()
    {
        const string Known = """
            class HorseStore
            {
                void AddHorse(Horse horse)
                {
                    Keep(horse, Clock.Now, _horse);
                }
            }
            """;
        _predictor.AddFile("file:///w/src/HorseStore.cs", "csharp", Known.Split('\n'));
        var text = """
            class CamelStore
            {
                void AddCamel(Camel camel)
                {
                    Keep(camel, ▮
                }
            }
            """;
        var offset = text.IndexOf('▮', StringComparison.Ordinal);
        var document = new DocumentSnapshot("file:///w/src/CamelStore.cs", "csharp", 1, SourceText.From(text.Remove(offset, 1)));
        _predictor.Open(document);
        await _predictor.Settled;

        Assert.Equal("Clock.Now, _camel);", _predictor.Predict(document, offset, 1, CancellationToken.None)?.Text);
    }

    private WorkspacePrediction? Predict(string marked, int maxLines = 1)
    {
        var offset = marked.IndexOf('▮', StringComparison.Ordinal);
        var document = new DocumentSnapshot(Uri, "csharp", 1, SourceText.From(marked.Remove(offset, 1)));
        _predictor.Open(document);
        return _predictor.Predict(document, offset, maxLines, CancellationToken.None);
    }
}
