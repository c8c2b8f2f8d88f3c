using System.Buffers;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace LocalCascade.Http;

/// <summary>
/// Lets one clear-text port speak HTTP/2 (with prior knowledge) and HTTP/1.1. Kestrel chooses by the protocol that TLS
/// negotiated, and without TLS always takes HTTP/1.1; so a connection that begins with HTTP/2's preface (RFC 9113, section 3.4)
/// is marked as having negotiated it.
/// </summary>
internal static class ClearTextProtocols
{
    private static ReadOnlySpan<byte> Preface => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8;

    public static ConnectionDelegate Detect(ConnectionDelegate next) => async connection =>
    {
        if (await BeginsWithPrefaceAsync(connection).ConfigureAwait(false))
        {
            var negotiated = new Negotiated();
            connection.Features.Set<ITlsConnectionFeature>(negotiated);
            connection.Features.Set<ITlsApplicationProtocolFeature>(negotiated);
        }

        await next(connection).ConfigureAwait(false);
    };

    private static async Task<bool> BeginsWithPrefaceAsync(ConnectionContext connection)
    {
        var input = connection.Transport.Input;
        while (true)
        {
            System.IO.Pipelines.ReadResult read;
            try
            {
                read = await input.ReadAsync(connection.ConnectionClosed).ConfigureAwait(false);
            }
            catch (Exception error) when (error is OperationCanceledException or IOException)
            {
                return false;
            }

            var verdict = Compare(read.Buffer);
            if (verdict is not null || read.IsCompleted)
            {
                // Nothing is consumed, and nothing marked as examined: Kestrel reads it all again.
                input.AdvanceTo(read.Buffer.Start);
                return verdict == true;
            }

            input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    // Null while too little is there to tell.
    private static bool? Compare(ReadOnlySequence<byte> buffer)
    {
        Span<byte> start = stackalloc byte[Preface.Length];
        var length = (int)Math.Min(buffer.Length, Preface.Length);
        buffer.Slice(0, length).CopyTo(start);
        return !start[..length].SequenceEqual(Preface[..length]) ? false : length == Preface.Length ? true : null;
    }

    private sealed class Negotiated : ITlsConnectionFeature, ITlsApplicationProtocolFeature
    {
        public ReadOnlyMemory<byte> ApplicationProtocol { get; } = "h2"u8.ToArray();

        public X509Certificate2? ClientCertificate { get; set; }

        public Task<X509Certificate2?> GetClientCertificateAsync(CancellationToken cancellationToken) => Task.FromResult<X509Certificate2?>(null);
    }
}
