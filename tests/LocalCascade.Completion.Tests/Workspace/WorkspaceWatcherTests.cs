using LocalCascade.Completion.Rules;
using LocalCascade.Completion.Tests.Rules;
using LocalCascade.Completion.Workspace;
using LocalCascade.Tests;
using Microsoft.Extensions.Logging;

namespace LocalCascade.Completion.Tests.Workspace;

public sealed class WorkspaceWatcherTests : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ManualTimeProvider _clock = new();
    private readonly Warnings _warnings = new();
    private readonly WorkspacePredictor _predictor = new(8, TimeProvider.System);
    private readonly WorkspaceScanner _scanner;
    private readonly WorkspaceWatcher _watcher;

    public WorkspaceWatcherTests()
    {
        _scanner = new(_predictor, _clock);
        _watcher = new(_scanner, _clock, _warnings);
    }

    [SkippableFact]
    public async Task Branch_switch_is_followed_without_anybody_telling()
    {
        Skip.IfNot(GitCommand.IsInstalled);
        Git("init", "-q", "-b", "one");
        _folder.Write("both.cs", "int both;\n");
        for (var i = 0; i < 50; i++)
        {
            _folder.Write($"src/{i % 7}/file{i}.cs", $"int one{i};\n");
        }

        Commit();
        Git("switch", "-q", "-c", "two");
        for (var i = 0; i < 40; i++)
        {
            _folder.Write($"src/{i % 7}/file{i}.cs", $"int secondly{i};\n");
        }

        File.Delete(_folder.Combine("src", "6", "file48.cs"));
        _folder.Write("src/new.cs", "int added;\n");
        Commit();
        await ScanAsync(editorTells: true);

        Git("switch", "-q", "one");
        await LookAsync();
        Assert.Equal(OnDisk(), Held());
        Assert.Contains("file0.cs int one0;", Held());

        Git("switch", "-q", "two");
        await LookAsync();
        Assert.Equal(OnDisk(), Held());
        Assert.Contains("new.cs int added;", Held());
        Assert.DoesNotContain("file48.cs int one48;", Held());
    }

    [SkippableFact]
    public async Task Reset_and_linked_work_trees_are_followed_too()
    {
        Skip.IfNot(GitCommand.IsInstalled);
        using var main = new TemporaryFolder();
        GitCommand.Run(main.Path, "", "init", "-q", "-b", "one");
        main.Write("A.cs", "int first;\n");
        Commit(main.Path);
        main.Write("A.cs", "int afterwards;\n");
        Commit(main.Path);
        GitCommand.Run(main.Path, "", "worktree", "add", "-q", "-b", "two", _folder.Combine("tree"));
        await ScanAsync(editorTells: true, _folder.Combine("tree"));
        Assert.Equal(["A.cs int afterwards;"], Held());

        GitCommand.Run(_folder.Combine("tree"), "", "reset", "-q", "--hard", "HEAD~1");
        await LookAsync();
        Assert.Equal(["A.cs int first;"], Held());
    }

    [SkippableFact]
    public async Task While_git_is_at_it_nothing_is_read()
    {
        Skip.IfNot(GitCommand.IsInstalled);
        Git("init", "-q", "-b", "one");
        _folder.Write("A.cs", "int first;\n");
        Commit();
        await ScanAsync(editorTells: true);
        _folder.Write(".git/index.lock");
        _folder.Write("A.cs", "int afterwards;\n");
        _folder.Write(".git/HEAD", "ref: refs/heads/two\n");
        await LookAsync();
        Assert.Equal(["A.cs int first;"], Held());

        File.Delete(_folder.Combine(".git", "index.lock"));
        await LookAsync();
        Assert.Equal(["A.cs int afterwards;"], Held());
    }

    [Fact]
    public async Task Files_are_watched_where_no_editor_tells()
    {
        await ScanAsync(editorTells: false);
        _folder.Write("deep/er/A.cs", "int a;\n");
        _folder.Write("B.cs", "int b;\n");
        await UntilAsync("A.cs int a;", "B.cs int b;");

        _folder.Write("B.cs", "int changed;\n");
        File.Move(_folder.Combine("deep", "er", "A.cs"), _folder.Combine("C.cs"));
        await UntilAsync("B.cs int changed;", "C.cs int a;");

        File.Delete(_folder.Combine("C.cs"));
        await UntilAsync("B.cs int changed;");
        Assert.Equal(0, _warnings.Count);
    }

    [Fact]
    public async Task Watching_that_lost_something_looks_at_all_files()
    {
        await ScanAsync(editorTells: true);
        _folder.Write("A.cs", "int a;\n");
        _watcher.Failed(new InternalBufferOverflowException());
        await LookAsync();

        Assert.Equal(["A.cs int a;"], Held());
        Assert.Equal(0, _warnings.Count);
    }

    [Fact]
    public async Task System_that_cannot_watch_is_told_once_and_the_files_are_looked_at_now_and_then()
    {
        await ScanAsync(editorTells: true);
        _watcher.Failed(new IOException("The limit on the number of inotify watches has been reached."));
        _watcher.Failed(new IOException("The limit on the number of inotify watches has been reached."));
        await LookAsync();
        _folder.Write("A.cs", "int a;\n");
        await LookAsync();

        Assert.Equal(["A.cs int a;"], Held());
        Assert.Equal(1, _warnings.Count);
    }

    [Fact]
    public async Task Folder_that_is_not_there_is_no_failure()
    {
        _scanner.Scan([_folder.Combine("gone")], new FileRules(new(), [_folder.Combine("gone")], _clock, userIgnoreList: ""));
        await _watcher.Watch([_folder.Combine("gone")], editorTells: false);
        await LookAsync();

        Assert.Empty(Held());
        Assert.Equal(1, _warnings.Count);
    }

    public async ValueTask DisposeAsync()
    {
        _watcher.Dispose();
        await _scanner.DisposeAsync();
        _folder.Dispose();
    }

    private async Task ScanAsync(bool editorTells, string? folder = null)
    {
        folder ??= _folder.Path;
        _scanner.Scan([folder], new FileRules(new(), [folder], _clock, userIgnoreList: ""));
        await _scanner.Settled;
        await _watcher.Watch([folder], editorTells);
    }

    // Looks at git, the pauses after them, and the reading.
    private async Task LookAsync()
    {
        for (var i = 0; i < 20; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            await _scanner.Settled;
        }
    }

    // The system tells in its own time, the clock of the test stands still.
    private async Task UntilAsync(params string[] expected)
    {
        using var giveUp = new CancellationTokenSource(Patience.Limit);
        while (!Held().SequenceEqual(expected))
        {
            await Task.Delay(20, giveUp.Token);
            _clock.Advance(TimeSpan.FromMilliseconds(500));
            await _scanner.Settled;
        }
    }

    private string[] Held() =>
        [.. _predictor.Index.Snapshot().Select(file => $"{Path.GetFileName(file.File.Name)} {file.File.Lines[0].Text}").Order(StringComparer.Ordinal)];

    private string[] OnDisk() =>
        [.. Directory.EnumerateFiles(_folder.Path, "*.cs", SearchOption.AllDirectories).Select(path => $"{Path.GetFileName(path)} {File.ReadLines(path).First()}").Order(StringComparer.Ordinal)];

    private void Git(params string[] arguments) => GitCommand.Run(_folder.Path, "", arguments);

    private void Commit() => Commit(_folder.Path);

    private static void Commit(string folder)
    {
        GitCommand.Run(folder, "", "add", "-A");
        GitCommand.Run(folder, "", "-c", "user.name=Test", "-c", "user.email=test@example.com", "commit", "-q", "-m", "Files");
    }

    private sealed class Warnings : ILogger
    {
        private int _count;

        public int Count => _count;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Interlocked.Increment(ref _count);
    }
}
