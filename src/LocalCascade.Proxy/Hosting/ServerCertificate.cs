using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LocalCascade.Proxy.Configuration;

namespace LocalCascade.Proxy.Hosting;

/// <summary>The certificate of the https addresses, read anew when its file changes: renewals need no restart. Thread-safe.</summary>
internal sealed partial class ServerCertificate
{
    private readonly string _certificate;
    private readonly string _key;
    private readonly ILogger _logger;
    private volatile SslStreamCertificateContext _context;
    private DateTime _readAt;

    /// <exception cref="ConfigurationException">The files cannot be read or do not belong together.</exception>
    public ServerCertificate(string certificate, string key, ILogger logger)
    {
        (_certificate, _key, _logger) = (certificate, key, logger);
        _readAt = LastChange();
        _context = Read();
    }

    public SslStreamCertificateContext Context => _context;

    /// <summary>Reads the files again if they changed. A pair that does not fit (half of a renewal) changes nothing.</summary>
    public void Refresh()
    {
        var changed = LastChange();
        if (changed == _readAt)
        {
            return;
        }

        try
        {
            _context = Read();
            _readAt = changed;
            LogRenewed(_context.TargetCertificate.NotAfter);
        }
        catch (ConfigurationException error)
        {
            LogKept(error.Message);
        }
    }

    private DateTime LastChange()
    {
        var (certificate, key) = (File.GetLastWriteTimeUtc(_certificate), File.GetLastWriteTimeUtc(_key));
        return certificate > key ? certificate : key;
    }

    private SslStreamCertificateContext Read()
    {
        try
        {
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(_certificate);
            using var certificate = X509Certificate2.CreateFromPemFile(_certificate, _key);
            // Windows' TLS needs the key in a store of its own; the way through PKCS #12 serves everywhere.
            var usable = X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
            return SslStreamCertificateContext.Create(usable, chain, offline: true);
        }
        catch (Exception error) when (error is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"The certificate {_certificate} with the key {_key} cannot be used: {error.Message}", error);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The server certificate was renewed; it is valid until {NotAfter:u}.")]
    private partial void LogRenewed(DateTime notAfter);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The server certificate changed but the old one stays: {Reason}")]
    private partial void LogKept(string reason);
}
