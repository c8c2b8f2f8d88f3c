using System.CommandLine;
using System.Globalization;
using LocalCascade.Proxy.Configuration;
using LocalCascade.Proxy.Tokens;

namespace LocalCascade.Proxy.Cli;

/// <summary><c>localcascade-proxy keys</c></summary>
internal static class KeysCommand
{
    public static Command Create()
    {
        var rotate = new Command("rotate", "Make a new signing key; tokens of the old ones stay valid until they expire");
        rotate.SetAction(parsed =>
        {
            var (path, tokens) = FileOf(parsed);
            var lifetime = TimeSpan.FromMinutes(tokens.LifetimeMinutes) + TimeSpan.FromSeconds(tokens.ClockSkewSeconds);
            var key = KeySet.Rotate(path, lifetime, TimeProvider.System);
            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Key {key.Id} signs from {key.Stored.SignsFrom:u} on. Running proxies read the file by themselves."));
            return ExitCodes.Success;
        });
        var list = new Command("list", "List the signing keys (never the keys themselves)");
        list.SetAction(parsed =>
        {
            foreach (var key in KeySet.ReadOrCreate(FileOf(parsed).Path, TimeProvider.System).Keys)
            {
                Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{key.Id}  made {key.Stored.Created:u}  signs from {key.Stored.SignsFrom:u}"));
            }

            return ExitCodes.Success;
        });
        return new("keys", "The keys that tokens are signed with") { rotate, list };
    }

    private static (string Path, TokenConfiguration Tokens) FileOf(ParseResult parsed)
    {
        var path = GlobalOptions.PathOf(parsed);
        var tokens = ConfigurationFile.Read(path).Tokens;
        return (Path.Combine(Path.GetDirectoryName(path)!, tokens.KeysFile), tokens);
    }
}
