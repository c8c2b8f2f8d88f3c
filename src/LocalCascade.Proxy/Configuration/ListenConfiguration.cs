namespace LocalCascade.Proxy.Configuration;

/// <summary>Where clients connect. Read at start only.</summary>
internal sealed record ListenConfiguration
{
    /// <summary>Addresses such as <c>http://127.0.0.1:8080</c> and <c>https://0.0.0.0:8443</c>; each speaks HTTP/2 and HTTP/1.1 (in clear text by looking at the connection's first bytes).</summary>
    public IReadOnlyList<string> Addresses { get; set; } = ["http://127.0.0.1:8080"];

    /// <summary>Addresses of their own for <c>/metrics</c>; without them it is served where clients connect, to anyone who can connect.</summary>
    public IReadOnlyList<string>? Operators { get; set; }

    /// <summary>PEM file of the certificate chain, for https addresses. Read anew when it changes.</summary>
    public string? Certificate { get; set; }

    /// <summary>PEM file of the certificate's private key.</summary>
    public string? CertificateKey { get; set; }

    /// <summary>Whether several processes may listen on the same port (SO_REUSEPORT; Linux), for restarts without a refused connection.</summary>
    public bool ReusePort { get; set; } = true;

    /// <summary>How long a stopping process lets streams finish, in seconds, 1 to 3600.</summary>
    public int ShutdownSeconds { get; set; } = 30;

    /// <summary>The most streams of one connection at a time, 10 to 1000.</summary>
    public int StreamsPerConnection { get; set; } = 100;
}
