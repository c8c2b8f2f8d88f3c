using System.Diagnostics;
using LocalCascade.Tests;

namespace LocalCascade.Inference.Tests.Fixtures;

public class FixtureGeneratorTests
{
    [SkippableFact]
    public void The_committed_models_are_what_the_generator_writes()
    {
        Skip.IfNot(Run("/usr/bin/python3", "-c", "import numpy") == 0, "/usr/bin/python3 with numpy is not installed (Debian: python3-numpy).");
        using var folder = new TemporaryFolder();
        Assert.Equal(0, Run("/usr/bin/python3", Path.Combine(FixtureModel.Folder, "generate.py"), folder.Path));
        foreach (var name in FixtureModel.Names.Append(FixtureModel.Growing))
        {
            Assert.Equal(File.ReadAllBytes(Path.Combine(FixtureModel.Folder, name, "model.onnx")), File.ReadAllBytes(folder.Combine(name, "model.onnx")));
            if (File.Exists(Path.Combine(FixtureModel.Folder, name, "model.onnx.data")))
            {
                Assert.Equal(File.ReadAllBytes(Path.Combine(FixtureModel.Folder, name, "model.onnx.data")), File.ReadAllBytes(folder.Combine(name, "model.onnx.data")));
            }

            Assert.Equal(File.ReadAllText(Path.Combine(FixtureModel.Folder, name, "tokenizer.json")), File.ReadAllText(folder.Combine(name, "tokenizer.json")));
        }
    }

    private static int Run(string program, params string[] arguments)
    {
        if (!File.Exists(program))
        {
            return -1;
        }

        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode;
    }
}
