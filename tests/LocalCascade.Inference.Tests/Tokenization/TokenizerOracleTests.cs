using System.Diagnostics;
using System.Text.Json;
using LocalCascade.Inference.Tokenization;
using LocalCascade.Tests;

namespace LocalCascade.Inference.Tests.Tokenization;

/// <summary>Our tokenizers against Hugging Face's own, token by token.</summary>
public class TokenizerOracleTests
{
    private static readonly string Oracle = RepositoryRoot.Combine("tests", "LocalCascade.Inference.Tests", "Oracle");
    private static readonly Lazy<string?> Missing = new(Install);

    public static TheoryData<string> Tokenizers => new([.. TokenizerFamily.Names, .. Directory.GetDirectories(RepositoryRoot.Combine("models")).Where(f => File.Exists(Path.Combine(f, "tokenizer.json"))).Select(f => Path.GetFileName(f))]);

    [SkippableTheory]
    [MemberData(nameof(Tokenizers))]
    public void Every_token_is_the_oracles(string name)
    {
        Skip.If(Missing.Value is not null, Missing.Value);
        var folder = TokenizerFamily.Names.Contains(name) ? TokenizerFamily.FolderOf(name) : RepositoryRoot.Combine("models", name);
        // The oracle reads a special token's words as that token, which ours must not (TokenizerTests): none is left in the texts.
        string[] texts = [.. SampleTexts.Sources.Select(s => s.Replace("<|", "<!", StringComparison.Ordinal)), .. Enumerable.Range(0, 300).Select(SampleTexts.RandomUnicode)];
        var expected = Ask(folder, texts);
        var tokenizer = Tokenizer.Load(folder);
        for (var i = 0; i < texts.Length; i++)
        {
            var actual = tokenizer.Encode(texts[i]);
            if (!expected[i].AsSpan().SequenceEqual(actual))
            {
                var at = expected[i].AsSpan().CommonPrefixLength(actual);
                Assert.Fail($"Text {i} differs at token {at}: expected {Show(tokenizer, expected[i], at)}, got {Show(tokenizer, actual, at)}.");
            }
        }
    }

    private static string Show(Tokenizer tokenizer, int[] tokens, int at) =>
        string.Join(' ', tokens.Skip(at).Take(4).Select(t => $"{t}={JsonSerializer.Serialize(tokenizer.Decode([t]))}"));

    private static int[][] Ask(string folder, string[] texts)
    {
        using var process = Start("node", ["encode.mjs"]);
        process.StandardInput.Write(JsonSerializer.Serialize(new { tokenizer = Path.Combine(folder, "tokenizer.json"), texts }));
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return JsonSerializer.Deserialize<int[][]>(output)!;
    }

    private static string? Install()
    {
        if (Directory.Exists(Path.Combine(Oracle, "node_modules", "@huggingface", "tokenizers")))
        {
            return null;
        }

        try
        {
            using var process = Start(OperatingSystem.IsWindows() ? "npm.cmd" : "npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
            var output = process.StandardOutput.ReadToEndAsync();
            process.StandardInput.Close();
            process.WaitForExit();
            return process.ExitCode == 0 ? null : $"npm ci could not install the oracle (@huggingface/tokenizers): exit code {process.ExitCode}.";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "npm is not installed.";
        }
    }

    private static Process Start(string program, string[] arguments) => Process.Start(new ProcessStartInfo(program, arguments)
    {
        WorkingDirectory = Oracle,
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        StandardInputEncoding = new System.Text.UTF8Encoding(false),
        StandardOutputEncoding = System.Text.Encoding.UTF8,
    })!;
}
