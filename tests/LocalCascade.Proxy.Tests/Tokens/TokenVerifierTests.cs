using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using LocalCascade.Proxy.Configuration;
using LocalCascade.Proxy.Tokens;
using LocalCascade.Tests;

namespace LocalCascade.Proxy.Tests.Tokens;

public sealed class TokenVerifierTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ManualTimeProvider _time = new();
    private readonly TokenConfiguration _configuration = new() { LifetimeMinutes = 20, ClockSkewSeconds = 60, CachedTokens = 4 };
    private KeySet _keys;
    private TokenVerifier _verifier;

    public TokenVerifierTests()
    {
        _keys = KeySet.ReadOrCreate(KeysPath, _time);
        _verifier = Verifier();
    }

    private string KeysPath => _folder.Combine("keys.json");

    [Fact]
    public void A_token_tells_who_sent_it_and_what_they_may()
    {
        var verdict = _verifier.Verify(Issue());
        Assert.Equal(new Caller("acme", "ann", "laptop", new(100, 5)), verdict.Caller);
    }

    [Fact]
    public void It_expires_after_its_time_and_the_clock_skew_cached_or_not()
    {
        var token = Issue();
        Assert.True(_verifier.Verify(token).IsAccepted);
        _time.Advance(TimeSpan.FromMinutes(20) + TimeSpan.FromSeconds(59));
        Assert.True(_verifier.Verify(token).IsAccepted);
        _time.Advance(TimeSpan.FromSeconds(2));
        AssertRefused(token, 401, "token_expired");
    }

    [Fact]
    public void Clocks_may_differ_a_little_and_no_more()
    {
        AssertRefused(Sign($$"""{"iss":"localcascade-proxy","aud":"localcascade","sub":"a","org":"b","iat":{{Now + 70}},"nbf":{{Now + 70}},"exp":{{Now + 900}}}"""), 401, "invalid_token");
        Assert.True(_verifier.Verify(Sign($$"""{"iss":"localcascade-proxy","aud":"localcascade","sub":"a","org":"b","iat":{{Now + 50}},"nbf":{{Now + 50}},"exp":{{Now + 900}}}""")).IsAccepted);
    }

    [Theory]
    [InlineData("localcascade-proxy", "other", 403, "wrong_audience")]
    [InlineData("other", "localcascade", 401, "invalid_token")]
    public void Tokens_for_others_and_of_others_are_refused(string issuer, string audience, int status, string code) =>
        AssertRefused(Sign($$"""{"iss":"{{issuer}}","aud":"{{audience}}","sub":"a","org":"b","iat":{{Now}},"nbf":{{Now}},"exp":{{Now + 900}}}"""), status, code);

    [Theory]
    [InlineData("""{"alg":"none"}""")]
    [InlineData("""{"alg":"None","typ":"JWT"}""")]
    [InlineData("""{"alg":"ES384","kid":"KID"}""")]
    [InlineData("""{"alg":"ES256"}""")]
    [InlineData("""{"alg":"ES256","kid":"other"}""")]
    [InlineData("""{"alg":"ES256","kid":"../keys.json"}""")]
    [InlineData("""{"alg":"ES256","kid":"KID","crit":["exp"]}""")]
    [InlineData("""{"alg":"ES256","kid":"KID","jku":"https://evil.example"}""")]
    [InlineData("""{"alg":"ES256","kid":"KID","jwk":{}}""")]
    [InlineData("""{"alg":"ES256","alg":"none","kid":"KID"}""")]
    [InlineData("""{"alg":["ES256"],"kid":"KID"}""")]
    [InlineData("""["ES256"]""")]
    [InlineData("")]
    public void Headers_that_try_something_are_refused(string header)
    {
        // Signed rightly, so that nothing but the header can be the reason.
        AssertRefused(Sign(Claims, header.Replace("KID", _keys.Keys[0].Id, StringComparison.Ordinal)), 401, "invalid_token");
    }

    [Fact]
    public void The_public_key_is_no_secret_to_sign_with()
    {
        var key = _keys.Keys[0];
        foreach (var secret in new[] { key.Key.ExportSubjectPublicKeyInfo(), Encoding.ASCII.GetBytes(key.Key.ExportSubjectPublicKeyInfoPem()) })
        {
            var signed = $"{Encode($$"""{"alg":"HS256","kid":"{{key.Id}}"}""")}.{Encode(Claims)}";
            AssertRefused($"{signed}.{Base64Url.EncodeToString(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(signed)))}", 401, "invalid_token");
        }
    }

    [Fact]
    public void Every_other_way_to_write_a_token_is_refused()
    {
        var token = Issue();
        var parts = token.Split('.');
        foreach (var other in new[]
        {
            token + "=", token + ".", "." + token, token + " ", " " + token, token.Replace('-', '+').Replace('_', '/') + "+", parts[0] + "." + parts[1], parts[0] + "." + parts[1] + ".",
            string.Join('.', parts[0], parts[1], parts[2] + "AA"), string.Join('.', parts[0], parts[1], parts[2][..^2]), string.Join("..", parts), string.Join('.', parts[0], parts[1], new string('A', 86)),
            string.Join('.', parts[0], parts[1], Der(parts)), new string('a', 5000), "", ".", "..",
        })
        {
            AssertRefused(other, 401, "invalid_token");
        }
    }

    [Theory]
    [InlineData("""{"iss":"localcascade-proxy","aud":"localcascade","sub":"a","org":"b","exp":9999999999,"exp":1}""")]
    [InlineData("""{"iss":"localcascade-proxy","aud":"localcascade","sub":"a","exp":9999999999}""")]
    [InlineData("""{"iss":"localcascade-proxy","aud":"localcascade","org":"a","exp":9999999999}""")]
    [InlineData("""{"iss":"localcascade-proxy","aud":["localcascade"],"sub":"a","org":"b","exp":9999999999}""")]
    [InlineData("""{"iss":"localcascade-proxy","aud":"localcascade","sub":"a","org":"b","exp":"9999999999"}""")]
    [InlineData("""{"iss":"localcascade-proxy","aud":"localcascade","sub":"a","org":"b","exp":1e99}""")]
    [InlineData("""[[[[[[[[]]]]]]]]""")]
    [InlineData("null")]
    [InlineData("{")]
    public void Claims_that_are_not_as_they_have_to_be_are_refused(string claims) => AssertRefused(Sign(claims), 401, "invalid_token");

    [Fact]
    public void Two_keys_are_good_at_once_and_a_dropped_one_is_not()
    {
        var old = Issue();
        KeySet.Rotate(KeysPath, TimeSpan.FromMinutes(21), _time);
        Reload();
        Assert.Equal(2, _keys.Keys.Count);
        Assert.True(_verifier.Verify(old).IsAccepted);
        Assert.Equal(_keys.Keys[0], _keys.SigningAt(_time.GetUtcNow()));
        _time.Advance(KeySet.PublishedAhead);
        Assert.Equal(_keys.Keys[1], _keys.SigningAt(_time.GetUtcNow()));
        var fresh = Issue();
        Assert.True(_verifier.Verify(old).IsAccepted);
        Assert.True(_verifier.Verify(fresh).IsAccepted);

        _time.Advance(TimeSpan.FromMinutes(22));
        KeySet.Rotate(KeysPath, TimeSpan.FromMinutes(21), _time);
        var dropped = _keys.Keys[0].Id;
        Reload();
        Assert.Null(_keys.Find(dropped));
        Assert.Equal(2, _keys.Keys.Count);
    }

    [Fact]
    public void The_cache_is_bounded_and_forgets_what_has_expired()
    {
        var cache = new TokenCache(4);
        var verifier = new TokenVerifier(_configuration, _keys, cache, _time);
        for (var i = 0; i < 50; i++)
        {
            Assert.True(verifier.Verify(Issue()).IsAccepted);
            Assert.InRange(cache.Count, 1, 4);
        }

        var token = Issue();
        verifier.Verify(token);
        Assert.NotNull(cache.Find(token, Now));
        Assert.Null(cache.Find(token, Now + 3600));
        Assert.Null(cache.Find(token, Now));
    }

    [Fact]
    public void Random_damage_to_a_token_is_never_accepted_and_never_throws()
    {
        var seconds = double.TryParse(Environment.GetEnvironmentVariable("LOCALCASCADE_FUZZ_SECONDS"), out var set) ? set : 0;
        var until = DateTime.UtcNow.AddSeconds(seconds);
        var random = new Random(seconds > 0 ? Environment.TickCount : 1);
        var token = Issue();
        const string characters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.=+/ \0é";
        for (var i = 0; i < 20_000 || DateTime.UtcNow < until; i++)
        {
            var damaged = new StringBuilder(token);
            for (var changes = random.Next(1, 4); changes > 0; changes--)
            {
                var at = random.Next(damaged.Length);
                switch (random.Next(3))
                {
                    case 0:
                        damaged[at] = characters[random.Next(characters.Length)];
                        break;
                    case 1:
                        damaged.Remove(at, Math.Min(random.Next(1, 5), damaged.Length - at));
                        break;
                    default:
                        damaged.Insert(at, characters[random.Next(characters.Length)]);
                        break;
                }
            }

            var text = damaged.ToString();
            Assert.True(text == token || !_verifier.Verify(text).IsAccepted, text);
        }
    }

    public void Dispose() => _folder.Dispose();

    private long Now => _time.GetUtcNow().ToUnixTimeSeconds();

    private string Claims => $$"""{"iss":"localcascade-proxy","aud":"localcascade","sub":"a","org":"b","iat":{{Now}},"nbf":{{Now}},"exp":{{Now + 900}}}""";

    private TokenVerifier Verifier() => new(_configuration, _keys, new(_configuration.CachedTokens), _time);

    private void Reload()
    {
        _keys = KeySet.ReadOrCreate(KeysPath, _time);
        _verifier = Verifier();
    }

    private string Issue() => new TokenIssuer(_configuration, _keys, _time).Issue(new("ann", "acme", new(100, 5)), "laptop").Token;

    private string Sign(string claims, string? header = null)
    {
        var signed = $"{Encode(header ?? $$"""{"alg":"ES256","typ":"JWT","kid":"{{_keys.Keys[0].Id}}"}""")}.{Encode(claims)}";
        return $"{signed}.{Base64Url.EncodeToString(_keys.Keys[0].Key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256))}";
    }

    // The same signature in the other encoding.
    private string Der(string[] parts) => Base64Url.EncodeToString(_keys.Keys[0].Key.SignData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));

    private static string Encode(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));

    private void AssertRefused(string token, int status, string code)
    {
        var verdict = _verifier.Verify(token);
        Assert.False(verdict.IsAccepted, token);
        Assert.Equal((status, code), (verdict.Status, verdict.Code));
        Assert.EndsWith(".", verdict.Message, StringComparison.Ordinal);
    }
}
