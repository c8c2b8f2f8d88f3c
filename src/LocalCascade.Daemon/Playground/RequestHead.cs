using System.Text;

namespace LocalCascade.Daemon.Playground;

/// <summary>The head of an HTTP/1.1 request. The page asks with GET and nothing else: there is never a body to read.</summary>
internal sealed class RequestHead
{
    /// <summary>Browsers send about a kilobyte; who sends more is none.</summary>
    public const int MostBytes = 16 * 1024;

    private readonly Dictionary<string, string> _headers = new(StringComparer.OrdinalIgnoreCase);

    private RequestHead(string method, string path) => (Method, Path) = (method, path);

    public string Method { get; }

    /// <summary>Without the query.</summary>
    public string Path { get; }

    /// <summary>A header's value; empty when it is missing.</summary>
    public string this[string name] => _headers.GetValueOrDefault(name, "");

    /// <summary>Whether a header's comma-separated values hold this one.</summary>
    public bool Lists(string name, string value) =>
        this[name].Split(',', StringSplitOptions.TrimEntries).Contains(value, StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads a head; null when what comes is none, too long, or ends early.</summary>
    public static async ValueTask<RequestHead?> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var buffer = new byte[MostBytes];
        var length = 0;
        while (length < buffer.Length)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                return null;
            }

            length += read;
            if (buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8) is var end and >= 0)
            {
                // A client waits for the answer before it sends more, a WebSocket's too: what stands behind is nothing of ours.
                return Parse(Encoding.Latin1.GetString(buffer, 0, end));
            }
        }

        return null;
    }

    /// <summary>Parses a head without the empty line at its end; null for none.</summary>
    public static RequestHead? Parse(string text)
    {
        var lines = text.Split("\r\n");
        if (lines[0].Split(' ') is not [{ Length: > 0 } method, ['/', ..] target, "HTTP/1.1"])
        {
            return null;
        }

        var query = target.IndexOf('?', StringComparison.Ordinal);
        var head = new RequestHead(method, query < 0 ? target : target[..query]);
        foreach (var line in lines.AsSpan(1))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0 || line[0] is ' ' or '\t' || char.IsWhiteSpace(line[colon - 1]))
            {
                return null;
            }

            // Said twice, Host and Origin could mean one thing to us and another to somebody else.
            var name = line[..colon];
            var value = line[(colon + 1)..].Trim();
            if (!head._headers.TryAdd(name, value))
            {
                if (name.Equals("Host", StringComparison.OrdinalIgnoreCase) || name.Equals("Origin", StringComparison.OrdinalIgnoreCase))
                {
                    return null;
                }

                head._headers[name] += $", {value}";
            }
        }

        return head;
    }
}
