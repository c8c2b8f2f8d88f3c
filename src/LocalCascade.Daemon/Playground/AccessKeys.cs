using System.Security.Cryptography;
using System.Text;

namespace LocalCascade.Daemon.Playground;

/// <summary>
/// What lets a page in. The key is in the printed address, behind its <c>#</c>, which browsers send nowhere. The browser that we open
/// ourselves gets a ticket instead, good for one entry: other users of the machine can read a program's arguments. Thread-safe.
/// </summary>
internal sealed class AccessKeys
{
    private const int Bytes = 24;

    private string? _ticket = Make();

    /// <summary>Good as long as the server runs.</summary>
    public string Key { get; } = Make();

    /// <summary>Good once.</summary>
    public string Ticket => _ticket ?? "";

    /// <summary>Whether this lets somebody in.</summary>
    public bool Opens(string presented)
    {
        if (AreEqual(presented, Key))
        {
            return true;
        }

        var ticket = Volatile.Read(ref _ticket);
        return ticket is not null && AreEqual(presented, ticket) && Interlocked.CompareExchange(ref _ticket, null, ticket) == ticket;
    }

    private static bool AreEqual(string presented, string expected) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(presented), Encoding.UTF8.GetBytes(expected));

    private static string Make() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Bytes));
}
