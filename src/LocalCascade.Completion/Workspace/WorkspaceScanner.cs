using LocalCascade.Completion.Rules;

namespace LocalCascade.Completion.Workspace;

/// <summary>
/// Reads the workspace's source files for the predictor, in the background. What the rules exclude, what is large, binary or
/// generated is left out; the count of files is bounded, the predictor bounds their memory.
/// </summary>
internal sealed class WorkspaceScanner(WorkspacePredictor predictor) : IAsyncDisposable
{
    private const int MostFiles = 50_000;
    private const long MostFileBytes = 512 * 1024;
    private const int LongestLine = 2_000;

    private static readonly HashSet<string> SkippedFolders = new(StringComparer.OrdinalIgnoreCase)
    {
        ".git", ".hg", ".svn", ".vs", ".idea", ".cache", ".venv", "venv", "__pycache__", "node_modules", "bin", "obj", "dist", "build", "out", "target", "vendor", "third_party",
    };

    private readonly Lock _gate = new();
    private CancellationTokenSource _cancelling = new();
    private Task _scanning = Task.CompletedTask;

    /// <summary>Completes when the last scan is done. Never faults.</summary>
    public Task Settled
    {
        get
        {
            lock (_gate)
            {
                return _scanning;
            }
        }
    }

    /// <summary>Reads the folders anew; an earlier scan that still runs is cancelled.</summary>
    public void Scan(IReadOnlyList<string> folders, FileRules rules)
    {
        lock (_gate)
        {
            _cancelling.Cancel();
            _cancelling.Dispose();
            _cancelling = new();
            var cancellationToken = _cancelling.Token;
            _scanning = ScanAfterAsync(_scanning, folders, rules, cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Task scanning;
        lock (_gate)
        {
            _cancelling.Cancel();
            scanning = _scanning;
        }

        await scanning.ConfigureAwait(false);
        _cancelling.Dispose();
    }

    private async Task ScanAfterAsync(Task before, IReadOnlyList<string> folders, FileRules rules, CancellationToken cancellationToken)
    {
        await before.ConfigureAwait(false);
        await Task.Run(() =>
        {
            try
            {
                var left = MostFiles;
                foreach (var folder in folders)
                {
                    ScanFolder(folder, rules, ref left, cancellationToken);
                }
            }
            catch (OperationCanceledException)
            {
                // A newer scan takes over.
            }
        }, CancellationToken.None).ConfigureAwait(false);
    }

    private void ScanFolder(string folder, FileRules rules, ref int left, CancellationToken cancellationToken)
    {
        foreach (var path in List(folder, Directory.EnumerateFiles))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (left == 0)
            {
                return;
            }

            if (LanguageIds.IsCode(path) && rules.Decide(path).Policy != FilePolicy.Off && ReadCode(path) is { } lines)
            {
                predictor.AddFile(new Uri(path).AbsoluteUri, LanguageIds.Of(path), lines);
                left--;
            }
        }

        foreach (var child in List(folder, Directory.EnumerateDirectories))
        {
            // A link may lead anywhere, also back up.
            if (!SkippedFolders.Contains(Path.GetFileName(child)) && new DirectoryInfo(child).LinkTarget is null && rules.DecideFolder(child).Policy != FilePolicy.Off)
            {
                ScanFolder(child, rules, ref left, cancellationToken);
            }
        }
    }

    private static string[] List(string folder, Func<string, IEnumerable<string>> enumerate)
    {
        try
        {
            var entries = enumerate(folder).ToArray();
            Array.Sort(entries, StringComparer.Ordinal);
            return entries;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    // Null for what is not written by hand, or cannot be read.
    private static string[]? ReadCode(string path)
    {
        try
        {
            if (new FileInfo(path) is not { Length: > 0 and <= MostFileBytes, LinkTarget: null })
            {
                return null;
            }

            var lines = File.ReadAllLines(path);
            return Array.Exists(lines, line => line.Length > LongestLine || line.Contains('\0', StringComparison.Ordinal)) ? null : lines;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
