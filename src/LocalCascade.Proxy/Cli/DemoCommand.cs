using System.Diagnostics;
using LocalCascade.Http;
using LocalCascade.Proxy.Configuration;
using LocalCascade.Proxy.Hosting;
using LocalCascade.Proxy.Identity;
using LocalCascade.Proxy.Tokens;

namespace LocalCascade.Proxy.Cli;

/// <summary><c>localcascade-proxy --demo</c>: the whole cloud tier on this machine, with a throw-away key and user.</summary>
internal static class DemoCommand
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);

    public static async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("localcascade-demo-").FullName;
        try
        {
            using var engine = StartEngine(out var enginePort);
            try
            {
                return await ServeAsync(folder, engine, await enginePort.WaitAsync(StartTimeout, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                throw new ConfigurationException($"localcascade-serve did not start within {StartTimeout.TotalSeconds:0} seconds.");
            }
            finally
            {
                await StopAsync(engine).ConfigureAwait(false);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<int> ServeAsync(string folder, Process engine, string engineUrl, CancellationToken cancellationToken)
    {
        var users = Path.Combine(folder, "users.json");
        var credential = UserStore.Add(users, "you", "demo", TimeProvider.System);
        var configuration = new ProxyConfiguration
        {
            Listen = new() { Addresses = ["http://127.0.0.1:0"], ReusePort = false, ShutdownSeconds = 5 },
            Tokens = new() { LifetimeMinutes = 30 },
            Upstreams = [new() { Name = "serve", Url = engineUrl, Model = "localcascade-fim-6m", Extensions = true, ContextTokens = 512 }],
            Telemetry = new() { LogLevel = "Warning" },
        };
        var server = new ProxyServer(configuration, folder, TimeProvider.System, logging => Logs.Configure(logging, configuration.Telemetry.Level));
        await using (server.ConfigureAwait(false))
        {
            await server.StartAsync(cancellationToken).ConfigureAwait(false);
            var keys = KeySet.ReadOrCreate(Path.Combine(folder, configuration.Tokens.KeysFile), TimeProvider.System);
            var token = new TokenIssuer(configuration.Tokens, keys, TimeProvider.System).Issue(new("you", "demo", new(null, null)), "").Token;
            Print(server.Addresses[0], token, credential.Reveal());
            await engine.WaitForExitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!cancellationToken.IsCancellationRequested)
            {
                throw new ConfigurationException($"localcascade-serve ended unexpectedly with exit code {engine.ExitCode}.");
            }

            await server.StopAsync(CancellationToken.None).ConfigureAwait(false);
        }

        return ExitCodes.Success;
    }

    private static void Print(string address, string token, string credential)
    {
        var curl = $"curl -sN --http2-prior-knowledge -H 'Authorization: Bearer {token}'";
        Console.Out.WriteLine($$"""
            The proxy is at {{address}} with localcascade-serve and the embedded model behind it. Key and user are thrown away when
            it ends (Ctrl+C). The token is good for 30 minutes. Try, in another terminal:

            # a completion, streamed
            {{curl}} {{address}}/v1/completions -d '{"prompt":"def add(a, b):\n    return ","suffix":"\n","max_tokens":16,"stream":true}' -H 'Content-Type: application/json'

            # the same in one piece, with probabilities
            {{curl}} {{address}}/v1/completions -d '{"prompt":"for (int i = 0; i < ","suffix":"\n","max_tokens":8,"logprobs":1}' -H 'Content-Type: application/json'

            # what is served, and the numbers
            {{curl}} {{address}}/v1/models
            curl -s --http2-prior-knowledge {{address}}/metrics

            # the credential that such a token is exchanged for, and what is refused
            curl -s --http2-prior-knowledge -X POST -H 'Authorization: Bearer {{credential}}' {{address}}/v1/token
            curl -s --http2-prior-knowledge {{address}}/v1/completions -d '{"prompt":"x"}' -H 'Content-Type: application/json'

            # the editor's side: sign in with the credential above
            echo '{{credential}}' | localcascade login --url {{address}} --credential-stdin
            """);
    }

    private static Process StartEngine(out Task<string> url)
    {
        var name = OperatingSystem.IsWindows() ? "localcascade-serve.exe" : "localcascade-serve";
        var path = Path.Combine(AppContext.BaseDirectory, name);
        if (!File.Exists(path))
        {
            throw new ConfigurationException($"{path} is missing: the demo needs localcascade-serve beside localcascade-proxy. Build both with ./build.sh.");
        }

        var started = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var engine = new Process { StartInfo = new(path, ["--urls", "http://127.0.0.1:0"]) { RedirectStandardError = true, RedirectStandardOutput = true }, EnableRaisingEvents = true };
        engine.Exited += (_, _) => started.TrySetException(new ConfigurationException("localcascade-serve ended before it listened; its messages are above."));
        void Read(object sender, DataReceivedEventArgs line)
        {
            const string mark = "listening on ";
            if (line.Data?.IndexOf(mark, StringComparison.Ordinal) is { } at and >= 0)
            {
                started.TrySetResult(line.Data[(at + mark.Length)..].Trim());
            }
            else if (line.Data is { } text)
            {
                Console.Error.WriteLine(text);
            }
        }

        engine.ErrorDataReceived += Read;
        engine.OutputDataReceived += Read;
        engine.Start();
        engine.BeginErrorReadLine();
        engine.BeginOutputReadLine();
        url = started.Task;
        return engine;
    }

    private static async Task StopAsync(Process engine)
    {
        if (!engine.HasExited)
        {
            engine.Kill();
            await engine.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }
}
