using LocalCascade.Completion.Documents;
using LocalCascade.Completion.Rules;
using LocalCascade.Completion.Workspace;
using LocalCascade.Tests;

namespace LocalCascade.Completion.Tests.Workspace;

public sealed class WorkspaceScannerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly WorkspacePredictor _predictor = new(8, TimeProvider.System);

    [Fact]
    public async Task Source_files_are_read_from_all_folders_below()
    {
        _folder.Write("A.cs", "int a = 1;\n");
        _folder.Write("deep/er/b.py", "b = 1\n");

        Assert.Equal(2, await ScanAsync());
    }

    [Theory]
    [InlineData("node_modules/x/index.js", "let a = 1;\n")]
    [InlineData("bin/A.cs", "int a = 1;\n")]
    [InlineData(".git/hook.py", "a = 1\n")]
    [InlineData("image.png", "int a = 1;\n")]
    [InlineData("binary.cs", "int a\0 = 1;\n")]
    [InlineData("empty.cs", "")]
    public async Task What_nobody_wrote_by_hand_is_left_out(string path, string text)
    {
        _folder.Write(path, text);

        Assert.Equal(0, await ScanAsync());
    }

    [Fact]
    public async Task Minified_file_is_left_out()
    {
        _folder.Write("app.js", new string('a', 5_000) + "\n");

        Assert.Equal(0, await ScanAsync());
    }

    [Fact]
    public async Task File_that_the_user_switched_off_is_left_out()
    {
        _folder.Write("internal/A.cs", "int a = 1;\n");

        Assert.Equal(0, await ScanAsync(new() { OffPatterns = ["internal/"] }));
    }

    [Fact]
    public async Task File_written_by_another_program_is_read_once_things_are_quiet()
    {
        var clock = new ManualTimeProvider();
        await using var scanner = await StartAsync(clock);
        _folder.Write("later/B.cs", "var stream = File.OpenRead(path);\n");
        scanner.Changed(_folder.Combine("later", "B.cs"));
        clock.Advance(TimeSpan.FromMilliseconds(100));
        await scanner.Settled;
        Assert.Null(Find("later/B.cs"));

        clock.Advance(TimeSpan.FromMilliseconds(100));
        await scanner.Settled;
        Assert.NotNull(Find("later/B.cs"));
    }

    [Fact]
    public async Task Deleted_files_and_folders_are_forgotten()
    {
        _folder.Write("A.cs", "int a = 1;\n");
        _folder.Write("src/B.cs", "int b = 1;\n");
        _folder.Write("src/deep.er/C.cs", "int c = 1;\n");
        var clock = new ManualTimeProvider();
        await using var scanner = await StartAsync(clock);
        File.Delete(_folder.Combine("A.cs"));
        Directory.Delete(_folder.Combine("src", "deep.er"), recursive: true);
        scanner.Changed(_folder.Combine("A.cs"));
        scanner.Changed(_folder.Combine("src", "deep.er"));
        clock.Advance(TimeSpan.FromSeconds(1));
        await scanner.Settled;

        Assert.Equal([_folder.Combine("src", "B.cs")], _predictor.Index.Snapshot().Select(file => file.File.Name));
    }

    [Fact]
    public async Task Folder_that_was_moved_here_is_read()
    {
        using var elsewhere = new TemporaryFolder();
        elsewhere.Write("moved/deep/B.cs", "int b = 1;\n");
        var clock = new ManualTimeProvider();
        await using var scanner = await StartAsync(clock);
        Directory.Move(elsewhere.Combine("moved"), _folder.Combine("moved"));
        scanner.Changed(_folder.Combine("moved"));
        clock.Advance(TimeSpan.FromSeconds(1));
        await scanner.Settled;

        Assert.NotNull(Find("moved/deep/B.cs"));
    }

    [Fact]
    public async Task Look_at_all_files_reads_those_whose_time_or_size_is_another()
    {
        var old = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        foreach (var name in new[] { "same.cs", "time.cs", "size.cs", "gone.cs" })
        {
            File.SetLastWriteTimeUtc(_folder.Write(name, "int before;\n"), old);
        }

        var clock = new ManualTimeProvider();
        await using var scanner = await StartAsync(clock);

        // Other text with the same time and size: who reads it all the same gives itself away.
        File.SetLastWriteTimeUtc(_folder.Write("same.cs", "int secret;\n"), old);
        File.SetLastWriteTimeUtc(_folder.Write("time.cs", "int behind;\n"), old.AddSeconds(1));
        File.SetLastWriteTimeUtc(_folder.Write("size.cs", "int afterwards;\n"), old);
        File.Delete(_folder.Combine("gone.cs"));
        _folder.Write("new.cs", "int added;\n");
        scanner.ChangedSomewhere();
        clock.Advance(TimeSpan.FromSeconds(1));
        await scanner.Settled;

        Assert.Equal(
            ["new.cs int added;", "same.cs int before;", "size.cs int afterwards;", "time.cs int behind;"],
            _predictor.Index.Snapshot().Select(file => $"{Path.GetFileName(file.File.Name)} {file.File.Lines[0].Text}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task More_changes_than_are_worth_counting_become_one_look_at_all_files()
    {
        var clock = new ManualTimeProvider();
        await using var scanner = await StartAsync(clock);
        _folder.Write("unannounced.cs", "int a = 1;\n");
        for (var i = 0; i < 1_500; i++)
        {
            scanner.Changed(_folder.Combine($"{i}.cs"));
        }

        clock.Advance(TimeSpan.FromSeconds(1));
        await scanner.Settled;
        Assert.NotNull(Find("unannounced.cs"));
    }

    [Fact]
    public async Task File_that_git_ignores_from_now_on_is_forgotten()
    {
        _folder.Write("A.cs", "int a = 1;\n");
        _folder.Write("made/B.cs", "int b = 1;\n");
        var clock = new ManualTimeProvider();
        await using var scanner = await StartAsync(clock);
        scanner.Changed(_folder.Write(".gitignore", "made/\n"));
        clock.Advance(TimeSpan.FromSeconds(5));
        await scanner.Settled;

        Assert.Null(Find("made/B.cs"));
        Assert.NotNull(Find("A.cs"));
    }

    [Theory]
    [InlineData(".env.py")]
    [InlineData("node_modules/x/index.js")]
    [InlineData("internal/A.cs")]
    public async Task Changed_file_is_held_to_the_rules(string path)
    {
        var clock = new ManualTimeProvider();
        await using var scanner = await StartAsync(clock, new() { OffPatterns = ["internal/", ".env*"] });
        scanner.Changed(_folder.Write(path, "let a = 1\n"));
        clock.Advance(TimeSpan.FromSeconds(1));
        await scanner.Settled;

        Assert.Equal(0, _predictor.FileCount);
    }

    [Fact]
    public async Task Memory_that_is_too_small_holds_what_is_near_the_open_document_and_new()
    {
        var text = string.Concat(Enumerable.Range(0, 200).Select(line => $"var value{line} = Compute(first, second, {line});\n"));
        for (var i = 0; i < 60; i++)
        {
            var file = _folder.Write($"far/{i % 10}/F{i}.cs", text);
            File.SetLastWriteTimeUtc(file, new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddDays(i));
        }

        _folder.Write("near/Open.cs", text);
        _folder.Write("near/Other.cs", text);
        _folder.Write("near/below/Third.cs", text);
        foreach (var file in Directory.EnumerateFiles(_folder.Combine("near"), "*", SearchOption.AllDirectories))
        {
            File.SetLastWriteTimeUtc(file, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        }

        var predictor = new WorkspacePredictor(1, TimeProvider.System);
        await using var scanner = new WorkspaceScanner(predictor, TimeProvider.System);
        predictor.Open(new(new Uri(_folder.Combine("near", "Open.cs")).AbsoluteUri, "csharp", 1, SourceText.From("int a;\n")));
        scanner.Scan([_folder.Path], Rules(new(), TimeProvider.System));
        await scanner.Settled;

        var held = predictor.Index.Snapshot().Select(file => Path.GetFileName(file.File.Name)).ToHashSet();
        Assert.InRange(held.Count, 5, 50);
        Assert.Superset(new HashSet<string> { "Open.cs", "Other.cs", "Third.cs", "F59.cs" }, held);
        Assert.DoesNotContain("F0.cs", held);
    }

    [Fact]
    public async Task Folder_that_one_turns_to_takes_the_place_of_others()
    {
        var text = string.Concat(Enumerable.Range(0, 200).Select(line => $"var value{line} = Compute(first, second, {line});\n"));
        for (var i = 0; i < 60; i++)
        {
            _folder.Write($"a/{i % 10}/F{i}.cs", text);
        }

        File.SetLastWriteTimeUtc(_folder.Write("b/c/Other.cs", text), new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        var predictor = new WorkspacePredictor(1, TimeProvider.System);
        await using var scanner = new WorkspaceScanner(predictor, TimeProvider.System);
        scanner.Scan([_folder.Path], Rules(new(), TimeProvider.System));
        await scanner.Settled;
        Assert.DoesNotContain(predictor.Index.Snapshot(), file => file.File.Name.EndsWith("Other.cs", StringComparison.Ordinal));

        predictor.Open(new(new Uri(_folder.Combine("b", "c", "Open.cs")).AbsoluteUri, "csharp", 1, SourceText.From("int a;\n")));
        scanner.Opened(_folder.Combine("b", "c", "Open.cs"), "csharp");
        await scanner.Settled;
        Assert.Contains(predictor.Index.Snapshot(), file => file.File.Name.EndsWith("Other.cs", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Language_that_one_turns_to_takes_the_place_of_others()
    {
        var text = string.Concat(Enumerable.Range(0, 200).Select(line => $"value{line} = compute(first, second, {line})\n"));
        for (var i = 0; i < 60; i++)
        {
            _folder.Write($"cs/F{i}.cs", text);
        }

        File.SetLastWriteTimeUtc(_folder.Write("py/deep/er/other.py", text), new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        var clock = new ManualTimeProvider();
        var predictor = new WorkspacePredictor(1, TimeProvider.System);
        await using var scanner = new WorkspaceScanner(predictor, clock);
        scanner.Scan([_folder.Path], Rules(new(), clock));
        await scanner.Settled;
        Assert.DoesNotContain(predictor.Index.Snapshot(), file => file.File.LanguageId == "python");

        predictor.Open(new(new Uri(_folder.Combine("open.py")).AbsoluteUri, "python", 1, SourceText.From("a = 1\n")));
        scanner.Opened(_folder.Combine("open.py"), "python");
        clock.Advance(TimeSpan.FromSeconds(1));
        await scanner.Settled;
        Assert.Contains(predictor.Index.Snapshot(), file => file.File.LanguageId == "python");
    }

    public void Dispose() => _folder.Dispose();

    private StoredFile? Find(string path) => _predictor.Index.Find(_folder.Combine(path.Split('/')));

    private FileRules Rules(EngineSettings settings, TimeProvider clock) => new(settings, [_folder.Path], clock, userIgnoreList: "");

    private async Task<WorkspaceScanner> StartAsync(ManualTimeProvider clock, EngineSettings? settings = null)
    {
        var scanner = new WorkspaceScanner(_predictor, clock);
        scanner.Scan([_folder.Path], Rules(settings ?? new(), clock));
        await scanner.Settled;
        return scanner;
    }

    private async Task<int> ScanAsync(EngineSettings? settings = null)
    {
        await using var scanner = new WorkspaceScanner(_predictor, TimeProvider.System);
        scanner.Scan([_folder.Path], Rules(settings ?? new(), TimeProvider.System));
        await scanner.Settled;
        return _predictor.FileCount;
    }
}
