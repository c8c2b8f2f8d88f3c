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

    public void Dispose() => _folder.Dispose();

    private async Task<int> ScanAsync(EngineSettings? settings = null)
    {
        await using var scanner = new WorkspaceScanner(_predictor);
        scanner.Scan([_folder.Path], new FileRules(settings ?? new(), [_folder.Path], TimeProvider.System, userIgnoreList: ""));
        await scanner.Settled;
        return _predictor.FileCount;
    }
}
