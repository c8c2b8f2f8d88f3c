using System.Formats.Tar;
using System.IO.Compression;
using LocalCascade.Daemon.Cli;
using LocalCascade.Daemon.Hosting;
using LocalCascade.Inference.Decoding;
using LocalCascade.Inference.Models;

namespace LocalCascade.Daemon.Models;

/// <summary>Adds a model from disk. It is unpacked beside its place, checked there, and renamed into it: whole or not at all.</summary>
internal static class ModelInstaller
{
    /// <returns>The installed folder.</returns>
    /// <exception cref="CommandException">The source is missing, damaged, no model, or its name is taken.</exception>
    public static async Task<string> AddAsync(string source, string? name, string? sha256, IProgress<(long Done, long Total)> progress, CancellationToken cancellationToken)
    {
        source = Path.GetFullPath(source);
        name ??= NameOf(source);
        if (name.Length == 0 || name.StartsWith('.') || name.AsSpan().IndexOfAny(Path.GetInvalidFileNameChars()) >= 0)
        {
            throw new CommandException($"'{name}' cannot be a model's name; give another by --name.");
        }

        var target = Path.Combine(ModelLibrary.UserFolder, name);
        if (Path.Exists(target))
        {
            throw new CommandException($"A model named {name} is installed already ({target}). Delete it first, or give another name by --name.");
        }

        UserFolders.CreatePrivate(ModelLibrary.UserFolder);
        var staging = Path.Combine(ModelLibrary.UserFolder, $".adding-{Guid.NewGuid():N}");
        try
        {
            UserFolders.CreatePrivate(staging);
            await FillAsync(source, staging, sha256, progress, cancellationToken).ConfigureAwait(false);
            var folder = FindModel(staging, source);
            var (_, problems) = await ModelChecksums.VerifyAsync(folder, cancellationToken).ConfigureAwait(false);
            if (problems.Count > 0)
            {
                throw new CommandException($"Nothing was installed. {problems[0].Replace(folder, source, StringComparison.Ordinal)}");
            }

            // It has to load here, or it is of no use.
            using (LocalModel.Load(folder, new RuntimeOptions { Provider = "cpu" }, cancellationToken))
            {
            }

            Directory.Move(folder, target);
            return target;
        }
        catch (Inference.InferenceException error)
        {
            throw new CommandException($"Nothing was installed. {error.Message.Replace(staging, source, StringComparison.Ordinal)}");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new CommandException($"Nothing was installed: {error.Message}");
        }
        finally
        {
            if (Directory.Exists(staging))
            {
                Directory.Delete(staging, recursive: true);
            }
        }
    }

    private static string NameOf(string source)
    {
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(source));
        foreach (var ending in new[] { ".tar.gz", ".tgz", ".tar", ".zip" })
        {
            if (name.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
            {
                return name[..^ending.Length];
            }
        }

        return name;
    }

    private static async Task FillAsync(string source, string staging, string? sha256, IProgress<(long Done, long Total)> progress, CancellationToken cancellationToken)
    {
        if (Directory.Exists(source))
        {
            if (sha256 is not null)
            {
                throw new CommandException($"--sha256 is for archives; a folder is checked by the {ModelChecksums.FileName} in it.");
            }

            await CopyAsync(source, staging, progress, cancellationToken).ConfigureAwait(false);
            return;
        }

        if (!File.Exists(source))
        {
            throw new CommandException($"{source} does not exist.");
        }

        if (sha256 is not null && await ModelChecksums.HashAsync(source, cancellationToken).ConfigureAwait(false) is var actual && !actual.Equals(sha256, StringComparison.OrdinalIgnoreCase))
        {
            throw new CommandException($"{source} has the SHA-256 {actual}, not the expected {sha256}. Nothing was installed; copy the archive again.");
        }

        var file = new ReportingStream(File.OpenRead(source), progress);
        await using (file.ConfigureAwait(false))
        {
            await UnpackAsync(source, file, staging, cancellationToken).ConfigureAwait(false);
        }
    }

    // Both readers refuse entries that lead out of the folder.
    private static async Task UnpackAsync(string source, Stream file, string staging, CancellationToken cancellationToken)
    {
        if (source.EndsWith(".zip", StringComparison.OrdinalIgnoreCase))
        {
            await ZipFile.ExtractToDirectoryAsync(file, staging, cancellationToken).ConfigureAwait(false);
        }
        else if (source.EndsWith(".tar", StringComparison.OrdinalIgnoreCase))
        {
            await TarFile.ExtractToDirectoryAsync(file, staging, overwriteFiles: false, cancellationToken).ConfigureAwait(false);
        }
        else if (source.EndsWith(".tar.gz", StringComparison.OrdinalIgnoreCase) || source.EndsWith(".tgz", StringComparison.OrdinalIgnoreCase))
        {
            var unzipped = new GZipStream(file, CompressionMode.Decompress);
            await using (unzipped.ConfigureAwait(false))
            {
                await TarFile.ExtractToDirectoryAsync(unzipped, staging, overwriteFiles: false, cancellationToken).ConfigureAwait(false);
            }
        }
        else
        {
            throw new CommandException($"{source} is neither a folder nor a .zip, .tar, .tar.gz or .tgz archive.");
        }
    }

    private static async Task CopyAsync(string source, string target, IProgress<(long Done, long Total)> progress, CancellationToken cancellationToken)
    {
        var files = Directory.GetFiles(source, "*", SearchOption.AllDirectories);
        var total = files.Sum(LengthOf);
        var done = 0L;
        var buffer = new byte[1 << 20];
        foreach (var file in files)
        {
            var copy = Path.Combine(target, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            var from = File.OpenRead(file);
            await using (from.ConfigureAwait(false))
            {
                var to = File.Create(copy);
                await using (to.ConfigureAwait(false))
                {
                    int read;
                    while ((read = await from.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
                    {
                        await to.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
                        done += read;
                        progress.Report((done, total));
                    }
                }
            }
        }
    }

    // Model caches hold links to their files.
    private static long LengthOf(string file) => (File.ResolveLinkTarget(file, returnFinalTarget: true) as FileInfo ?? new(file)).Length;

    // An archive may hold the files themselves or one folder of them.
    private static string FindModel(string staging, string source)
    {
        var configs = Directory.GetFiles(staging, "genai_config.json", SearchOption.AllDirectories);
        return configs.Length == 1
            ? Path.GetDirectoryName(configs[0])!
            : throw new CommandException($"{source} holds {(configs.Length == 0 ? "no model (no genai_config.json)" : $"{configs.Length} models")}. Nothing was installed.");
    }
}
