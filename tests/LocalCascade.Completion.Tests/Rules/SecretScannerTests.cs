using LocalCascade.Completion.Rules;
using LocalCascade.Tests;

namespace LocalCascade.Completion.Tests.Rules;

public sealed class SecretScannerTests
{
    private const string Base62 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private const string Base36 = "abcdefghijklmnopqrstuvwxyz0123456789";
    private const string Hex = "0123456789abcdef";

    // Values are drawn here, so that no scanner takes this file for a leak.
    private readonly Random _random = new(20261120);

    [Fact]
    public void Private_keys_are_found()
    {
        Assert.Equal("a private key", SecretScanner.Find($"var pem = \"-----BEGIN {"RSA"} PRIVATE KEY-----\\nMII\";"));
        Assert.NotNull(SecretScanner.Find($"-----BEGIN {"PRIVATE"} KEY-----"));
        Assert.Null(SecretScanner.Find("-----BEGIN PUBLIC KEY-----"));
        Assert.Null(SecretScanner.Find("-----BEGIN CERTIFICATE-----"));
    }

    [Theory]
    [InlineData("AKIA", "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16)]
    [InlineData("ghp_", Base62, 36)]
    [InlineData("glpat-", Base62, 20)]
    [InlineData("xoxb-", "0123456789", 24)]
    [InlineData("AIza", Base62, 35)]
    [InlineData("sk_live_", Base62, 24)]
    [InlineData("sk-proj-", Base62, 48)]
    [InlineData("npm_", Base62, 36)]
    [InlineData("AccountKey=", Base62, 86)]
    public void Tokens_with_a_vendors_prefix_are_found(string prefix, string alphabet, int length)
    {
        for (var i = 0; i < 50; i++)
        {
            Assert.Equal("an access token", SecretScanner.Find($"call(\"{prefix}{Draw(alphabet, length)}\");"));
        }
    }

    [Theory]
    [InlineData("const apiKey = \"{0}\";", Base62, 24)]
    [InlineData("  \"client_secret\": \"{0}\",", Base62, 32)]
    [InlineData("password: '{0}'", Base62, 20)]
    [InlineData("API_TOKEN={0}", Base62, 40)]
    [InlineData("var password = @\"{0}\";", Base62, 24)]
    [InlineData("secret := `{0}`", Base36, 40)]
    [InlineData("config['auth_token'] = '{0}'", Hex, 40)]
    [InlineData("<add name=\"x\" accessKey=\"{0}==\" />", Base62, 42)]
    [InlineData("a();\nprivateKey = \"{0}\"\nb();", Base62, 43)]
    public void Random_values_given_to_a_secrets_name_are_found(string line, string alphabet, int length)
    {
        var found = Enumerable.Range(0, 200).Count(_ => SecretScanner.Find(line.Replace("{0}", Draw(alphabet, length), StringComparison.Ordinal)) is not null);
        Assert.True(found >= 180, $"{found} of 200 were found.");
    }

    [Theory]
    [InlineData("var token = await GetTokenAsync(cancellationToken);")]
    [InlineData("public const string ApiKeyHeaderName = \"X-Api-Key-Authorization-V2\";")]
    [InlineData("var key = \"settings.editor.inlineSuggest.enabled\";")]
    [InlineData("key: \"application/vnd.api+json\"")]
    [InlineData("var key = \"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789\";")]
    [InlineData("password = \"correct horse battery staple\"")]
    [InlineData("password = os.environ[\"DATABASE_PASSWORD_PRODUCTION_1\"]")]
    [InlineData("token = config.authentication.tokenProvider2.currentValue1")]
    [InlineData("apiKey: process.env.MY_SERVICE_API_KEY_V2")]
    [InlineData("secret = \"your-secret-key-goes-here-123\"")]
    [InlineData("\"AKIAIOSFODNN7EXAMPLE\"")]
    [InlineData("\"ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"")]
    [InlineData("id = \"6ba7b810-9dad-11d1-80b4-00c04fd430c8\"")]
    [InlineData("\"integrity\": \"sha512-9Yw5kMrqUoN8gYpP0XfBfL3yqJvQYh3iYQxZqWc5k1n2VdR7sT0uEaGhJkLmNoPq\"")]
    [InlineData("tokenizer = \"meta-llama/Llama-3.2-1B-Instruct\"")]
    [InlineData("keyboardLayout = \"us-international-dvorak-2048\"")]
    [InlineData("author: \"Jane-Doe-The-2nd-of-Somewhere\"")]
    [InlineData("class=\"sk-circle-fade-dot-container-with-a-long-name\"")]
    [InlineData("PublicKeyToken=b77a5c561934e089")]
    [InlineData("auth: { type: 'bearer', prefix: 'Authorization: Bearer ' }")]
    [InlineData("tokenTypeV1Compat = tempTokenTypeV1Compat;")]
    [InlineData("RegOpenKeyEx = win32api.RegOpenKeyEx")]
    [InlineData("KeyStorageFlags = X509KeyStorageFlags;")]
    [InlineData("export type FeeTokenNotTip20ErrorType = FeeTokenNotTip20Error & {")]
    [InlineData("\"AWS::ApiGateway::ApiKey\": \"48205d4ffd7feba3\",")]
    [InlineData("\"clientRequestToken\": \"1d2129a1-3d38-460a-9756-e5b91fddb951\"")]
    [InlineData("")]
    public void Ordinary_code_is_not_taken_for_a_secret(string line) => Assert.Null(SecretScanner.Find(line));

    [Fact]
    public void No_file_of_this_repository_holds_a_secret()
    {
        var checkedLines = 0;
        foreach (var file in Directory.EnumerateFiles(RepositoryRoot.Combine("src"), "*.cs", SearchOption.AllDirectories).Where(file => !file.Contains("obj", StringComparison.Ordinal)))
        {
            foreach (var line in File.ReadLines(file))
            {
                Assert.True(SecretScanner.Find(line) is null, $"{file}: {line}");
                checkedLines++;
            }
        }

        Assert.True(checkedLines > 1000);
    }

    private string Draw(string alphabet, int length) => string.Concat(Enumerable.Range(0, length).Select(_ => alphabet[_random.Next(alphabet.Length)]));
}
