using System.Diagnostics.CodeAnalysis;

namespace LocalCascade.Proxy.Tokens;

/// <summary>What came of verifying a token: who sent it, or why it is refused.</summary>
internal readonly record struct TokenVerdict
{
    private TokenVerdict(Caller? caller, int status, string code, string message)
    {
        Caller = caller;
        Status = status;
        Code = code;
        Message = message;
    }

    /// <summary>Whether the token is good.</summary>
    [MemberNotNullWhen(true, nameof(Caller))]
    public bool IsAccepted => Caller is not null;

    /// <summary>Who sent it; null when it is refused.</summary>
    public Caller? Caller { get; }

    /// <summary>401 or 403.</summary>
    public int Status { get; }

    /// <summary>One of <see cref="Wire.ErrorCodes"/>.</summary>
    public string Code { get; }

    /// <summary>A sentence for the client's user; never a part of the token.</summary>
    public string Message { get; }

    public static TokenVerdict Accept(Caller caller) => new(caller, StatusCodes.Status200OK, "", "");

    public static TokenVerdict Refuse(int status, string code, string message) => new(null, status, code, message);
}
