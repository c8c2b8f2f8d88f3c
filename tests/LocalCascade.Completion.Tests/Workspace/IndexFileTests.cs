using LocalCascade.Completion.Rules;
using LocalCascade.Completion.Workspace;
using LocalCascade.Tests;

namespace LocalCascade.Completion.Tests.Workspace;

public sealed class IndexFileTests : IDisposable
{
    private static readonly DateTime Old = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private readonly TemporaryFolder _workspace = new();
    private readonly TemporaryFolder _kept = new();

    [Fact]
    public async Task Nothing_is_written_unless_asked_for()
    {
        _workspace.Write("A.cs", "int a;\n");
        await using var scanner = new WorkspaceScanner(new(8, TimeProvider.System), TimeProvider.System);
        scanner.Scan([_workspace.Path], Rules(new()), new EngineSettings().WorkspaceIndexFolder);
        await scanner.Settled;

        Assert.Equal([_workspace.Combine("A.cs")], Directory.EnumerateFileSystemEntries(_workspace.Path, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Next_start_takes_files_from_where_they_were_kept_and_reads_those_that_changed_since()
    {
        File.SetLastWriteTimeUtc(_workspace.Write("same.cs", "int before;\n"), Old);
        File.SetLastWriteTimeUtc(_workspace.Write("changed.cs", "int before;\n"), Old);
        _workspace.Write("gone.cs", "int before;\n");
        await StartAsync();

        // Other text with the same time and size: it is not read again.
        File.SetLastWriteTimeUtc(_workspace.Write("same.cs", "int secret;\n"), Old);
        File.SetLastWriteTimeUtc(_workspace.Write("changed.cs", "int behind;\n"), Old.AddDays(1));
        File.Delete(_workspace.Combine("gone.cs"));

        Assert.Equal(["changed.cs int behind;", "same.cs int before;"], await StartAsync());
    }

    [Fact]
    public async Task File_that_is_excluded_by_now_is_not_taken()
    {
        _workspace.Write("A.cs", "int a;\n");
        _workspace.Write("internal/B.cs", "int b;\n");
        await StartAsync();

        Assert.Equal(["A.cs int a;"], await StartAsync(new() { OffPatterns = ["internal/"] }));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(40)]
    [InlineData(-1)]
    public async Task Damaged_file_and_one_of_another_version_are_made_anew(int at)
    {
        File.SetLastWriteTimeUtc(_workspace.Write("A.cs", "int before;\n"), Old);
        await StartAsync();
        var file = Assert.Single(Directory.GetFiles(_kept.Path));
        var bytes = await File.ReadAllBytesAsync(file);
        bytes[at < 0 ? bytes.Length + at : at]++;
        await File.WriteAllBytesAsync(file, bytes);
        File.SetLastWriteTimeUtc(_workspace.Write("A.cs", "int secret;\n"), Old);

        Assert.Equal(["A.cs int secret;"], await StartAsync());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    [InlineData(60)]
    public async Task Cut_off_file_is_made_anew(int length)
    {
        _workspace.Write("A.cs", "int a;\n");
        await StartAsync();
        var file = Assert.Single(Directory.GetFiles(_kept.Path));
        await File.WriteAllBytesAsync(file, (await File.ReadAllBytesAsync(file))[..length]);

        Assert.Equal(["A.cs int a;"], await StartAsync());
    }

    [SkippableFact]
    public async Task Only_the_user_may_read_it()
    {
        if (OperatingSystem.IsWindows())
        {
            Skip.If(true, "Windows keeps users' folders apart by their access lists.");
            return;
        }

        _workspace.Write("A.cs", "int a;\n");
        await StartAsync(folder: _kept.Combine("made"));
        var file = Assert.Single(Directory.GetFiles(_kept.Combine("made")));

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_kept.Combine("made")));
    }

    [Fact]
    public async Task Folder_that_cannot_be_written_is_no_failure()
    {
        _workspace.Write("A.cs", "int a;\n");
        var file = _kept.Write("file");

        Assert.Equal(["A.cs int a;"], await StartAsync(folder: Path.Join(file, "below")));
    }

    public void Dispose()
    {
        _workspace.Dispose();
        _kept.Dispose();
    }

    private FileRules Rules(EngineSettings settings) => new(settings, [_workspace.Path], TimeProvider.System, userIgnoreList: "");

    // What is known once everything was read.
    private async Task<string[]> StartAsync(EngineSettings? settings = null, string? folder = null)
    {
        var predictor = new WorkspacePredictor(8, TimeProvider.System);
        await using var scanner = new WorkspaceScanner(predictor, TimeProvider.System);
        scanner.Scan([_workspace.Path], Rules(settings ?? new()), folder ?? _kept.Path);
        await scanner.Settled;
        return [.. predictor.Index.Snapshot().Select(file => $"{Path.GetFileName(file.File.Name)} {file.File.Lines[0].Text}").Order(StringComparer.Ordinal)];
    }
}
