using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using LocalCascade.Tests;

namespace LocalCascade.EndToEnd;

/// <summary>A real VS Code with the packed extension, in a headless Chromium; the scenarios are in vscode/scenarios. One for all tests that use it, started with the first.</summary>
public sealed class VsCode : IAsyncLifetime
{
    // The first scenario starts everything; a hung one is ended, and says so.
    private static readonly TimeSpan Limit = 3 * Patience.Limit;

    private static readonly string Folder = RepositoryRoot.Combine("tests", "LocalCascade.EndToEnd", "vscode");

    private Process? _process;
    private Task<string>? _errors;

    /// <summary>Why it cannot be run here; null where it can.</summary>
    public static string? Missing { get; } = FindMissing();

    private static string? Program => Existing(Environment.GetEnvironmentVariable("CODE_SERVER"), RepositoryRoot.Combine(".cache", "code-server", "code-server"));

    private static string? Browser => Existing(Environment.GetEnvironmentVariable("CHROMIUM"), "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome");

    private static string? Package => Existing(Environment.GetEnvironmentVariable("LOCALCASCADE_VSIX"), RepositoryRoot.Combine("dist", $"localcascade-linux-{(RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "arm64" : "x64")}.vsix"));

    public Task InitializeAsync() => Task.CompletedTask;

    /// <summary>Runs a scenario; throws what it says when it fails.</summary>
    public async Task RunAsync(string scenario)
    {
        _process ??= await StartAsync();
        await _process.StandardInput.WriteLineAsync(scenario);
        await _process.StandardInput.FlushAsync();
        using var timer = new CancellationTokenSource(Limit);
        string? answer;
        try
        {
            answer = await _process.StandardOutput.ReadLineAsync(timer.Token);
        }
        catch (OperationCanceledException)
        {
            await EndAsync();
            throw new TimeoutException($"'{scenario}' did not end within {Limit.TotalMinutes} minutes.");
        }

        Assert.True(answer is not null, answer is null ? $"The scenarios' process ended: {await _errors!}" : null);
        using var result = JsonDocument.Parse(answer!);
        Assert.True(result.RootElement.GetProperty("ok").GetBoolean(), result.RootElement.TryGetProperty("error", out var error) ? error.GetString() : answer);
    }

    public async Task DisposeAsync() => await EndAsync();

    private static string? FindMissing() =>
        Program is null ? "code-server is not there (tests/LocalCascade.EndToEnd/vscode/fetch.sh fetches it on Linux)."
        : Browser is null ? "no Chromium is installed (apt install chromium, or name one in CHROMIUM)."
        : Package is null ? "the extension is not packed (./build.sh vscode packs it)."
        : null;

    private static string? Existing(params string?[] paths) => paths.FirstOrDefault(File.Exists);

    private async Task<Process> StartAsync()
    {
        if (!Directory.Exists(Path.Combine(Folder, "node_modules", "playwright-core")))
        {
            var (exitCode, output) = await Tool.RunAsync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], Folder, TimeSpan.FromMinutes(5));
            Assert.True(exitCode == 0, $"npm ci in {Folder} failed: {output}");
        }

        var process = Process.Start(new ProcessStartInfo("node", ["run.mjs", Program!, Package!, Browser!, RepositoryRoot.Combine("artifacts", "screenshots", "vscode")])
        {
            WorkingDirectory = Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _errors = process.StandardError.ReadToEndAsync();
        return process;
    }

    private async Task EndAsync()
    {
        if (_process is not { } process)
        {
            return;
        }

        _process = null;
        // At the end of its input it takes everything down: browser, server, daemon, files.
        process.StandardInput.Close();
        try
        {
            await process.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }

        process.Dispose();
    }
}
