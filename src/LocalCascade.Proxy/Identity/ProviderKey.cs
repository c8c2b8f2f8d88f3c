using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using LocalCascade.Proxy.Tokens;

namespace LocalCascade.Proxy.Identity;

/// <summary>One public key of an identity provider.</summary>
internal sealed class ProviderKey
{
    private readonly RSA? _rsa;
    private readonly ECDsa? _ecdsa;

    private ProviderKey(string id, RSA? rsa, ECDsa? ecdsa)
    {
        Id = id;
        _rsa = rsa;
        _ecdsa = ecdsa;
    }

    public string Id { get; }

    /// <summary>Reads a JSON Web Key; null for kinds that are not used here.</summary>
    public static ProviderKey? Read(JsonElement key)
    {
        if (key.ValueKind != JsonValueKind.Object || Text(key, "use") is not ("" or "sig"))
        {
            return null;
        }

        var id = Text(key, "kid");
        switch (Text(key, "kty"))
        {
            case "RSA" when Text(key, "alg") is "" or "RS256":
                var rsa = RSA.Create(new RSAParameters { Modulus = Bytes(key, "n"), Exponent = Bytes(key, "e") });
                return rsa.KeySize >= 2048 ? new(id, rsa, null) : null;
            case "EC" when Text(key, "crv") == "P-256":
                return new(id, null, ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new() { X = Bytes(key, "x"), Y = Bytes(key, "y") } }));
            default:
                return null;
        }
    }

    /// <summary>Whether the signature is this key's. The algorithm follows from the key; a token that names another is refused.</summary>
    public bool Verify(JwsParts parts) =>
        _rsa is not null ? parts.Algorithm == "RS256" && _rsa.VerifyData(parts.Signed, parts.Signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
        : parts.Algorithm == "ES256" && parts.Signature.Length == 64 && _ecdsa!.VerifyData(parts.Signed, parts.Signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);

    private static string Text(JsonElement key, string name) =>
        key.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static byte[] Bytes(JsonElement key, string name)
    {
        try
        {
            return Base64Url.DecodeFromChars(Text(key, name));
        }
        catch (FormatException error)
        {
            throw new JsonException($"'{name}' of a key is not base64url.", error);
        }
    }
}
