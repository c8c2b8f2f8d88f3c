using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LocalCascade.Completion.Cloud;

/// <summary>Checks the proxy's certificate, with the user's own authorities too, and says in a sentence what is wrong with one.</summary>
internal sealed class ServerCertificates
{
    private readonly bool _strict;
    private readonly X509Certificate2Collection _authorities = [];
    private readonly TimeProvider _timeProvider;

    /// <exception cref="CloudException">The file of authorities cannot be read.</exception>
    public ServerCertificates(CloudSettings settings, TimeProvider timeProvider)
    {
        _strict = settings.StrictTls;
        _timeProvider = timeProvider;
        if (settings.CaFile.Length == 0)
        {
            return;
        }

        try
        {
            _authorities.ImportFromPemFile(settings.CaFile);
        }
        catch (Exception error) when (error is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new CloudException(CloudFailure.Unreachable, $"The file of certification authorities {settings.CaFile} cannot be read (setting cloudCaFile): {error.Message}", error);
        }

        if (_authorities.Count == 0)
        {
            throw new CloudException(CloudFailure.Unreachable, $"{settings.CaFile} holds no certificate in PEM form (setting cloudCaFile).");
        }
    }

    /// <summary>
    /// How certificates are checked first. A server that leaves certificates out must bring them: fetching them from where a
    /// certificate says would contact hosts that no setting names.
    /// </summary>
    public static X509ChainPolicy CreatePolicy() => new() { RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };

    /// <summary>What was wrong with the last certificate; null when nothing was.</summary>
    public string? LastProblem { get; private set; }

    public bool Check(X509Certificate? presented, X509Chain? chain, SslPolicyErrors errors)
    {
        LastProblem = null;
        if (errors == SslPolicyErrors.None || !_strict)
        {
            return true;
        }

        if (presented is not X509Certificate2 certificate)
        {
            LastProblem = "The server presented no certificate.";
            return false;
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            LastProblem = $"The server's certificate is for {Names(certificate)}, not for the host in cloudUrl. Either the URL is wrong, or somebody is in between.";
            return false;
        }

        if (_authorities.Count > 0 && IsSignedByOwnAuthority(certificate, chain))
        {
            return true;
        }

        LastProblem = Explain(certificate);
        return false;
    }

    private bool IsSignedByOwnAuthority(X509Certificate2 certificate, X509Chain? presented)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(_authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.ApplicationPolicy.Add(new("1.3.6.1.5.5.7.3.1"));
        foreach (var element in presented?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
        {
            chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        }

        return chain.Build(certificate);
    }

    private string Explain(X509Certificate2 certificate)
    {
        var now = _timeProvider.GetUtcNow().UtcDateTime;
        var issuer = certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: true);
        return now > certificate.NotAfter.ToUniversalTime() ? $"The server's certificate expired on {certificate.NotAfter.ToUniversalTime():yyyy-MM-dd}. Whoever runs it has to renew it."
            : now < certificate.NotBefore.ToUniversalTime() ? $"The server's certificate is valid only from {certificate.NotBefore.ToUniversalTime():yyyy-MM-dd}. Is this machine's clock right?"
            : $"The server's certificate was issued by '{issuer}', which this machine does not trust. If that is your company's authority, name its PEM file in the setting cloudCaFile.";
    }

    private static string Names(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault() is { } names && names.EnumerateDnsNames().ToList() is { Count: > 0 } list
            ? string.Join(", ", list.Take(5))
            : certificate.GetNameInfo(X509NameType.DnsName, forIssuer: false);
}
