using LocalCascade.Completion.Rules;
using LocalCascade.Tests;

namespace LocalCascade.Completion.Tests.Rules;

public sealed class FileRulesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ManualTimeProvider _time = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(".env")]
    [InlineData(".env.local")]
    [InlineData(".ENV.Production")]
    [InlineData("prod.env")]
    [InlineData("x/server.pem")]
    [InlineData("tls.key")]
    [InlineData("cert.pfx")]
    [InlineData("id_rsa")]
    [InlineData("id_ed25519")]
    [InlineData(".ssh/config")]
    [InlineData("secrets/db.txt")]
    [InlineData("x/secrets/y/z.py")]
    [InlineData("data.sqlite")]
    [InlineData("data.sqlite-wal")]
    [InlineData(".npmrc")]
    [InlineData(".netrc")]
    [InlineData("passwords.kdbx")]
    [InlineData(".aws/credentials")]
    [InlineData("credentials.json")]
    [InlineData("prod.tfstate")]
    [InlineData("terraform.tfstate.backup")]
    [InlineData("prod.tfvars")]
    [InlineData(".git/config")]
    public void Secrets_are_left_alone(string file)
    {
        var decision = Rules().Decide(_folder.Combine(file));
        Assert.Equal(FilePolicy.Off, decision.Policy);
        Assert.Contains("built-in secret pattern", decision.Reason);
    }

    [Theory]
    [InlineData("Program.cs")]
    [InlineData("environment.ts")]
    [InlineData("env.py")]
    [InlineData("src/credentials/provider.py")]
    [InlineData("credentials.py")]
    [InlineData("KeyStore.java")]
    [InlineData("keyboard.c")]
    [InlineData("Secrets.cs")]
    [InlineData("secret_manager.go")]
    [InlineData("schema.sql")]
    [InlineData("db.ts")]
    [InlineData("main.tf")]
    [InlineData(".github/workflows/ci.yml")]
    [InlineData(".git/COMMIT_EDITMSG")]
    [InlineData("tokens.json")]
    public void Ordinary_files_are_not_taken_for_secrets(string file) => Assert.Equal(FileDecision.Allowed, Rules().Decide(_folder.Combine(file)));

    [Theory]
    [InlineData("appsettings.json")]
    [InlineData("appsettings.Production.json")]
    [InlineData("x/web.config")]
    [InlineData("application-dev.yml")]
    public void Configuration_stays_on_this_machine(string file)
    {
        var decision = Rules().Decide(_folder.Combine(file));
        Assert.Equal(FilePolicy.LocalOnly, decision.Policy);
        Assert.StartsWith("Kept on this machine: ", decision.Reason);
    }

    [Fact]
    public void Project_that_is_called_secrets_is_a_project()
    {
        var rules = new FileRules(new(), [_folder.Combine("secrets")], _time, "");
        Assert.Equal(FileDecision.Allowed, rules.Decide(_folder.Combine("secrets/main.go")));
        Assert.Equal(FilePolicy.Off, rules.Decide(_folder.Combine("secrets/x/secrets/a.txt")).Policy);
        rules = new FileRules(new(), [_folder.Combine(".ssh")], _time, "");
        Assert.Equal(FilePolicy.Off, rules.Decide(_folder.Combine(".ssh/config")).Policy);
    }

    [Fact]
    public void Ignored_file_is_left_alone_and_the_reason_names_the_line()
    {
        Directory.CreateDirectory(_folder.Combine(".git"));
        _folder.Write(".gitignore", "# generated\n\n*.g.cs\n");
        var decision = Rules().Decide(_folder.Combine("x/A.g.cs"));
        var list = _folder.Combine(".gitignore").Replace('\\', '/');
        Assert.Equal(new(FilePolicy.Off, $"Excluded: 'A.g.cs' is ignored by git, line 3 of {list} is '*.g.cs'."), decision);
        Assert.Equal(FileDecision.Allowed, Rules(new() { RespectGitIgnore = false }).Decide(_folder.Combine("x/A.g.cs")));
    }

    [Fact]
    public void Users_patterns_count_from_the_workspace_folder()
    {
        var rules = Rules(new() { OffPatterns = ["/private", "*.gen.*", "!kept.gen.cs"], LocalOnlyPatterns = ["/core/**"] });
        Assert.Equal(FilePolicy.Off, rules.Decide(_folder.Combine("private/a.cs")).Policy);
        Assert.Equal(FilePolicy.Allowed, rules.Decide(_folder.Combine("x/private/a.cs")).Policy);
        Assert.Equal(FilePolicy.Off, rules.Decide(_folder.Combine("x/a.gen.cs")).Policy);
        Assert.Equal(FilePolicy.Allowed, rules.Decide(_folder.Combine("x/kept.gen.cs")).Policy);
        Assert.Equal(FilePolicy.LocalOnly, rules.Decide(_folder.Combine("core/x/a.cs")).Policy);
        Assert.Contains("your pattern '/core/**'", rules.Decide(_folder.Combine("core/x/a.cs")).Reason);
        Assert.Equal(FilePolicy.Off, rules.Decide(System.IO.Path.Combine(System.IO.Path.GetPathRoot(_folder.Path)!, "elsewhere", "a.gen.cs")).Policy);
    }

    [Fact]
    public void Users_pattern_cannot_take_back_a_secret() =>
        Assert.Equal(FilePolicy.Off, Rules(new() { OffPatterns = ["!.env"] }).Decide(_folder.Combine(".env")).Policy);

    [SkippableFact]
    public void Link_to_a_secret_is_a_secret()
    {
        Skip.If(OperatingSystem.IsWindows(), "Symbolic links take a privilege on Windows.");
        File.CreateSymbolicLink(_folder.Combine("notes.txt"), _folder.Write("x/.env"));
        var decision = Rules().Decide(_folder.Combine("notes.txt"));
        Assert.Equal(new(FilePolicy.Off, "Excluded: '.env' matches the built-in secret pattern '.env*'. 'notes.txt' leads there."), decision);
    }

    [SkippableFact]
    public void Links_of_folders_and_steps_up_from_them_lead_around_no_rule()
    {
        Skip.If(OperatingSystem.IsWindows(), "Symbolic links take a privilege on Windows.");
        _folder.Write(".ssh/keys/list");
        _folder.Write(".ssh/config");
        Directory.CreateSymbolicLink(_folder.Combine("docs"), _folder.Combine(".ssh/keys"));
        Directory.CreateSymbolicLink(_folder.Combine("relative"), "docs");
        var rules = Rules();
        Assert.Equal(FilePolicy.Off, rules.Decide(_folder.Combine("docs/list")).Policy);
        Assert.Equal(FilePolicy.Off, rules.Decide(_folder.Combine("relative/list")).Policy);
        Assert.Equal(FilePolicy.Off, rules.Decide(_folder.Combine("docs/../config")).Policy); // the system opens .ssh/config
        Assert.Equal(FilePolicy.Off, rules.Decide(_folder.Combine("x/../.ssh/config")).Policy);
        Assert.Equal(FilePolicy.Off, rules.DecideFolder(_folder.Combine("docs")).Policy);
    }

    [SkippableFact]
    public void Links_in_a_circle_are_left_alone()
    {
        Skip.If(OperatingSystem.IsWindows(), "Symbolic links take a privilege on Windows.");
        File.CreateSymbolicLink(_folder.Combine("a"), "b");
        File.CreateSymbolicLink(_folder.Combine("b"), "a");
        Assert.Contains("circle", Rules().Decide(_folder.Combine("a")).Reason);
    }

    [Fact]
    public void Decisions_follow_the_disk_once_the_interval_has_passed()
    {
        Directory.CreateDirectory(_folder.Combine(".git"));
        var rules = Rules();
        Assert.Equal(FilePolicy.Allowed, rules.Decide(_folder.Combine("a.txt")).Policy);
        _folder.Write(".gitignore", "*.txt");
        Assert.Equal(FilePolicy.Allowed, rules.Decide(_folder.Combine("a.txt")).Policy);
        _time.Advance(GitIgnores.CheckInterval);
        Assert.Equal(FilePolicy.Off, rules.Decide(_folder.Combine("a.txt")).Policy);
    }

    [Fact]
    public void Folders_that_hold_nothing_allowed_are_off()
    {
        Directory.CreateDirectory(_folder.Combine(".git"));
        _folder.Write(".gitignore", "node_modules/\n");
        var rules = Rules();
        Assert.Equal(FilePolicy.Off, rules.DecideFolder(_folder.Combine(".git")).Policy);
        Assert.Equal(FilePolicy.Off, rules.DecideFolder(_folder.Combine("x/node_modules")).Policy);
        Assert.Equal(FilePolicy.Off, rules.DecideFolder(_folder.Combine("secrets")).Policy);
        Assert.Equal(FilePolicy.Allowed, rules.DecideFolder(_folder.Combine("src")).Policy);
        Assert.Equal(FilePolicy.Allowed, rules.DecideFolder(_folder.Path).Policy);
        Assert.Equal(FilePolicy.Off, rules.Decide(_folder.Combine("x/node_modules/p/index.js")).Policy);
    }

    [Fact]
    public void Documents_are_judged_by_the_file_that_their_uri_names()
    {
        var rules = Rules();
        Assert.Equal(FilePolicy.Allowed, rules.DecideUri("untitled:Untitled-1").Policy);
        Assert.Equal(FilePolicy.Allowed, rules.DecideUri("nonsense").Policy);
        Assert.Equal(FilePolicy.Allowed, rules.DecideUri(new Uri(_folder.Combine("a b.cs")).AbsoluteUri).Policy);
        Assert.Equal(FilePolicy.Off, rules.DecideUri(new Uri(_folder.Combine(".env")).AbsoluteUri).Policy);
        Assert.Equal(FilePolicy.Off, rules.DecideUri("file:///x/%2Eenv").Policy);
        Assert.Equal(FilePolicy.Off, rules.DecideUri("git:/x/.env?%7B%22ref%22%3A%22~%22%7D").Policy);
        Assert.Equal(FilePolicy.Off, rules.DecideUri("untitled:/x/.env").Policy);
    }

    [Fact]
    public void Path_that_is_not_absolute_is_left_alone() => Assert.Equal(FilePolicy.Off, Rules().Decide("a.cs").Policy);

    private FileRules Rules(EngineSettings? settings = null) => new(settings ?? new(), [_folder.Path], _time, userIgnoreList: "");
}
