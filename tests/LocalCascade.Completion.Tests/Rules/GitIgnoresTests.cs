using LocalCascade.Completion.Rules;
using LocalCascade.Tests;

namespace LocalCascade.Completion.Tests.Rules;

public sealed class GitIgnoresTests : IDisposable
{
    private static readonly string[] Names = ["a", "b", "ab", "abc", "a.b", "ba", "c a", "a ", "[a]", "x", "#a", "!b"];

    private static readonly string[] Pieces =
    [
        "a", "b", "ab", "c", "x", ".", "*", "**", "?", "/", "/", "/**/", "**/", "/**", "[ab]", "[!a]", "[a-c]", "[[:alpha:]]", "\\", "\\*", "\\ ", " ", "#", "!", "[", "]",
    ];

    private readonly TemporaryFolder _folder = new();
    private readonly ManualTimeProvider _time = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public void Random_trees_and_patterns_are_ignored_exactly_as_git_ignores_them()
    {
        Skip.IfNot(GitCommand.IsInstalled, "git is not on the PATH.");
        Skip.If(OperatingSystem.IsWindows(), "Windows has no file names that end with a space.");
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        var ignored = 0;
        for (var round = 0; round < 60; round++)
        {
            using var repository = new TemporaryFolder();
            GitCommand.Run(repository.Path, "", "init", "-q");
            var folders = new List<string> { "" };
            for (var i = random.Next(2, 8); i > 0; i--)
            {
                folders.Add(folders[random.Next(folders.Count)] + Names[random.Next(Names.Length)] + "/");
                Directory.CreateDirectory(repository.Combine(folders[^1]));
            }

            var paths = folders[1..].ConvertAll(folder => folder[..^1]);
            foreach (var folder in folders)
            {
                foreach (var name in Names.Where(_ => random.Next(3) == 0))
                {
                    if (!Path.Exists(repository.Combine(folder + name)))
                    {
                        paths.Add(folder + name);
                        repository.Write(folder + name);
                    }
                }

                if (folder.Length == 0 || random.Next(3) == 0)
                {
                    repository.Write(folder + ".gitignore", Patterns(random));
                }
            }

            repository.Write(".git/info/exclude", Patterns(random));
            var git = new GitIgnores([], null, _time);
            var answers = GitCommand.Run(repository.Path, string.Join('\0', paths), "check-ignore", "--no-index", "-v", "-n", "-z", "--stdin").Split('\0');
            for (var i = 0; i < paths.Count; i++)
            {
                // source, line, pattern, path
                var (line, pattern) = (answers[(4 * i) + 1], answers[(4 * i) + 2]);
                var expected = pattern.Length == 0 || pattern[0] == '!' ? null : line;
                var actual = git.FindExclusion(repository.Combine(paths[i]), Directory.Exists(repository.Combine(paths[i])));
                Assert.True(
                    expected == actual?.Pattern.Line.ToString(),
                    $"Seed {seed}: git says {answers[4 * i]}:{line}:{pattern} of '{paths[i]}', we say {actual?.File}:{actual?.Pattern.Line}:{actual?.Pattern.Text}.");
                ignored += expected is null ? 0 : 1;
            }
        }

        Assert.True(ignored > 100, $"Only {ignored} files were ignored: the trees test nothing.");
    }

    [Fact]
    public void Deeper_file_takes_back_what_a_higher_one_ignores()
    {
        Directory.CreateDirectory(_folder.Combine(".git"));
        _folder.Write(".gitignore", "*.log\n");
        _folder.Write("x/.gitignore", "!keep.log\n");
        var git = new GitIgnores([], null, _time);
        Assert.NotNull(git.FindExclusion(_folder.Combine("keep.log"), false));
        Assert.Null(git.FindExclusion(_folder.Combine("x/keep.log"), false));
        Assert.NotNull(git.FindExclusion(_folder.Combine("x/other.log"), false));
    }

    [Fact]
    public void Repository_ignores_nothing_that_only_an_outer_one_names()
    {
        Directory.CreateDirectory(_folder.Combine(".git"));
        Directory.CreateDirectory(_folder.Combine("inner/.git"));
        _folder.Write(".gitignore", "*\n");
        var git = new GitIgnores([], null, _time);
        Assert.NotNull(git.FindExclusion(_folder.Combine("a.cs"), false));
        Assert.Null(git.FindExclusion(_folder.Combine("inner/a.cs"), false));
    }

    [Fact]
    public void Outside_a_repository_only_workspace_folders_have_ignore_files()
    {
        _folder.Write("workspace/.gitignore", "*.log\n");
        _folder.Write(".gitignore", "*.txt\n");
        var file = _folder.Combine("workspace/x/a.log");
        Assert.Null(new GitIgnores([], null, _time).FindExclusion(file, false));
        var git = new GitIgnores([_folder.Combine("workspace")], null, _time);
        Assert.NotNull(git.FindExclusion(file, false));
        Assert.Null(git.FindExclusion(_folder.Combine("workspace/a.txt"), false));
    }

    [Fact]
    public void Users_own_list_comes_last()
    {
        Directory.CreateDirectory(_folder.Combine("r/.git"));
        _folder.Write("r/.gitignore", "!a.swp\n");
        var git = new GitIgnores([], _folder.Write("ignore", "*.swp\n"), _time);
        Assert.Null(git.FindExclusion(_folder.Combine("r/a.swp"), false));
        Assert.Equal(_folder.Combine("ignore"), git.FindExclusion(_folder.Combine("r/b.swp"), false)?.File);
    }

    [Fact]
    public void Linked_work_tree_has_the_lists_of_the_repository_it_shares()
    {
        _folder.Write("main/.git/info/exclude", "*.tmp\n");
        _folder.Write("main/.git/worktrees/tree/commondir", "../..\n");
        _folder.Write("tree/.git", $"gitdir: {_folder.Combine("main/.git/worktrees/tree")}\n");
        Assert.NotNull(new GitIgnores([], null, _time).FindExclusion(_folder.Combine("tree/x/a.tmp"), false));
    }

    [Fact]
    public void Changed_ignore_file_is_read_again_once_the_interval_has_passed()
    {
        Directory.CreateDirectory(_folder.Combine(".git"));
        _folder.Write(".gitignore", "*.log\n");
        var git = new GitIgnores([], null, _time);
        var file = _folder.Combine("x/y/a.txt");
        Assert.Null(git.FindExclusion(file, false));

        _folder.Write(".gitignore", "*.log\n*.txt\n");
        Assert.Null(git.FindExclusion(file, false));
        _time.Advance(GitIgnores.CheckInterval);
        Assert.NotNull(git.FindExclusion(file, false));

        _folder.Write("x/.gitignore", "!*.txt\n");
        _time.Advance(GitIgnores.CheckInterval);
        Assert.Null(git.FindExclusion(file, false));

        File.Delete(_folder.Combine("x/.gitignore"));
        _time.Advance(GitIgnores.CheckInterval);
        Assert.NotNull(git.FindExclusion(file, false));
    }

    private static string Patterns(Random random)
    {
        var lines = new string[random.Next(1, 7)];
        for (var i = 0; i < lines.Length; i++)
        {
            lines[i] = (random.Next(4) == 0 ? "!" : "") + string.Concat(Enumerable.Range(0, random.Next(1, 5)).Select(_ => Pieces[random.Next(Pieces.Length)]));
        }

        return string.Join(random.Next(8) == 0 ? "\r\n" : "\n", lines) + (random.Next(2) == 0 ? "\n" : "");
    }
}
