using System.Formats.Tar;
using System.IO.Compression;
using LocalCascade.Daemon.Cli;
using LocalCascade.Daemon.Models;
using LocalCascade.Tests;

namespace LocalCascade.Daemon.Tests.Models;

[Collection(nameof(ModelInstallerTests))]
[CollectionDefinition(nameof(ModelInstallerTests), DisableParallelization = true)]
public sealed class ModelInstallerTests : IDisposable, IProgress<(long Done, long Total)>
{
    private static readonly string Fixture = RepositoryRoot.Combine("tests", "LocalCascade.Inference.Tests", "Fixtures", "llama-fp32");

    private readonly TemporaryFolder _folder = new();
    private double _progress;
    private readonly string? _dataHome = Environment.GetEnvironmentVariable("XDG_DATA_HOME");

    public ModelInstallerTests() => Environment.SetEnvironmentVariable("XDG_DATA_HOME", _folder.Combine("data"));

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("XDG_DATA_HOME", _dataHome);
        _folder.Dispose();
    }

    void IProgress<(long Done, long Total)>.Report((long Done, long Total) value)
    {
        Assert.InRange(value.Done, 0, value.Total);
        _progress = (double)value.Done / value.Total;
    }

    [SkippableTheory]
    [InlineData("folder")]
    [InlineData("folder-of-links")]
    [InlineData(".zip")]
    [InlineData(".tar")]
    [InlineData(".tar.gz")]
    public async Task A_model_is_added_from_disk_and_found_by_its_name(string kind)
    {
        Skip.If(OperatingSystem.IsWindows(), "The user's folders are redirected by XDG variables, which Windows does not have.");
        var source = Pack(kind);
        var installed = await ModelInstaller.AddAsync(source, "mine", null, this, default);
        Assert.Equal(installed, ModelLibrary.Find("mine", out _));
        Assert.InRange(_progress, 0.9, 1);
        Assert.Equal(File.ReadAllBytes(Path.Combine(Fixture, "model.onnx")), File.ReadAllBytes(Path.Combine(installed, "model.onnx")));
        Assert.Contains("installed already", (await Assert.ThrowsAsync<CommandException>(() => ModelInstaller.AddAsync(source, "mine", null, this, default))).Message, StringComparison.Ordinal);
        AssertNothingStaged();
    }

    [SkippableTheory]
    [InlineData("truncated", "model.onnx")]
    [InlineData("checksum", "does not match its SHA-256")]
    [InlineData("no-model", "no model")]
    [InlineData("not-an-archive", "neither a folder nor")]
    [InlineData("missing", "does not exist")]
    [InlineData("damaged-zip", "Nothing was installed")]
    [InlineData("escaping-zip", "Nothing was installed")]
    public async Task What_is_wrong_with_it_is_told_and_nothing_is_installed(string wrong, string expected)
    {
        Skip.If(OperatingSystem.IsWindows(), "The user's folders are redirected by XDG variables, which Windows does not have.");
        var source = Damage(wrong);
        Assert.Contains(expected, (await Assert.ThrowsAsync<CommandException>(() => ModelInstaller.AddAsync(source, "mine", null, this, default))).Message, StringComparison.Ordinal);
        Assert.DoesNotContain(ModelLibrary.List(), m => !m.Embedded);
        AssertNothingStaged();
    }

    [SkippableFact]
    public async Task A_wrong_hash_of_the_archive_is_refused()
    {
        Skip.If(OperatingSystem.IsWindows(), "The user's folders are redirected by XDG variables, which Windows does not have.");
        Assert.Contains("not the expected", (await Assert.ThrowsAsync<CommandException>(() => ModelInstaller.AddAsync(Pack(".zip"), "mine", new string('0', 64), this, default))).Message, StringComparison.Ordinal);
    }

    private string Pack(string kind)
    {
        var archive = _folder.Combine("model" + kind);
        switch (kind)
        {
            case "folder":
                return Fixture;
            case "folder-of-links":
                Directory.CreateDirectory(archive);
                foreach (var file in Directory.GetFiles(Fixture))
                {
                    File.CreateSymbolicLink(Path.Combine(archive, Path.GetFileName(file)), file);
                }

                return archive;
            case ".zip":
                ZipFile.CreateFromDirectory(Fixture, archive);
                break;
            case ".tar":
                TarFile.CreateFromDirectory(Fixture, archive, includeBaseDirectory: true);
                break;
            default:
                using (var zipped = new GZipStream(File.Create(archive), CompressionLevel.Fastest))
                {
                    TarFile.CreateFromDirectory(Fixture, zipped, includeBaseDirectory: true);
                }

                break;
        }

        return archive;
    }

    private string Damage(string wrong)
    {
        var copy = _folder.Combine("copy");
        Directory.CreateDirectory(copy);
        foreach (var file in Directory.GetFiles(Fixture))
        {
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        }

        switch (wrong)
        {
            case "truncated":
                File.WriteAllBytes(Path.Combine(copy, "model.onnx"), File.ReadAllBytes(Path.Combine(copy, "model.onnx"))[..1000]);
                return copy;
            case "checksum":
                File.WriteAllText(Path.Combine(copy, ModelChecksums.FileName), $"{new string('a', 64)}  model.onnx\n");
                return copy;
            case "no-model":
                File.Delete(Path.Combine(copy, "genai_config.json"));
                return copy;
            case "not-an-archive":
                return Path.Combine(copy, "model.onnx");
            case "damaged-zip":
                File.WriteAllBytes(_folder.Combine("damaged.zip"), File.ReadAllBytes(Pack(".zip"))[..5000]);
                return _folder.Combine("damaged.zip");
            case "escaping-zip":
                using (var zip = ZipFile.Open(_folder.Combine("escaping.zip"), ZipArchiveMode.Create))
                {
                    zip.CreateEntryFromFile(Path.Combine(copy, "model.onnx"), "../../outside.onnx");
                }

                return _folder.Combine("escaping.zip");
            default:
                return _folder.Combine("nowhere");
        }
    }

    private static void AssertNothingStaged() =>
        Assert.DoesNotContain(Directory.Exists(ModelLibrary.UserFolder) ? Directory.GetDirectories(ModelLibrary.UserFolder) : [], folder => Path.GetFileName(folder).StartsWith('.'));
}
