using System.Security.Cryptography;
using System.Text.Json;
using LocalCascade.Proxy.Configuration;
using LocalCascade.Proxy.Hosting;
using LocalCascade.Proxy.Tokens;

namespace LocalCascade.Proxy.Identity;

/// <summary>The file of users and organisations. Reads a snapshot; changes are atomic and exclude each other across processes.</summary>
internal sealed class UserStore
{
    private readonly Dictionary<string, StoredUser> _byId;
    private readonly Dictionary<string, StoredOrganisation> _organisations;

    private UserStore(UserFile file)
    {
        File = file;
        _byId = file.Users.ToDictionary(user => user.Id, StringComparer.Ordinal);
        _organisations = file.Organisations.ToDictionary(organisation => organisation.Name, StringComparer.Ordinal);
    }

    public UserFile File { get; }

    /// <summary>Reads the file; one that does not exist has nobody in it.</summary>
    /// <exception cref="ConfigurationException">It cannot be read, others may read it, or it is damaged.</exception>
    public static UserStore Read(string path)
    {
        try
        {
            if (!System.IO.File.Exists(path))
            {
                return new(new([], []));
            }

            OwnerFile.CheckMode(path);
            return new(JsonSerializer.Deserialize(System.IO.File.ReadAllBytes(path), UserFileJson.Default.UserFile) ?? new([], []));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException or ArgumentException)
        {
            throw new ConfigurationException($"The users file {path} cannot be used: {error.Message}", error);
        }
    }

    /// <summary>Adds a user and returns the credential, which is stored nowhere.</summary>
    /// <exception cref="ConfigurationException">The name is taken.</exception>
    public static Credential Add(string path, string name, string organisation, TimeProvider timeProvider)
    {
        var credential = Credential.Create();
        Change(path, file =>
        {
            if (file.Users.Any(user => user.Name == name && user.Revoked is null))
            {
                throw new ConfigurationException($"There is a user '{name}' already. Revoke it first: localcascade-proxy users revoke {name}");
            }

            var salt = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
            var user = new StoredUser(credential.Id, name, organisation, salt, credential.Hash(salt), timeProvider.GetUtcNow(), null);
            return file with { Users = [.. file.Users, user] };
        });
        return credential;
    }

    /// <summary>Revokes a user: no further token. Those that are out end within their lifetime.</summary>
    /// <exception cref="ConfigurationException">There is no such user.</exception>
    public static void Revoke(string path, string name, TimeProvider timeProvider) => Change(path, file =>
        file.Users.Any(user => user.Name == name && user.Revoked is null)
            ? file with { Users = [.. file.Users.Select(user => user.Name == name && user.Revoked is null ? user with { Revoked = timeProvider.GetUtcNow() } : user)] }
            : throw new ConfigurationException($"There is no user '{name}' who is not revoked."));

    /// <summary>Sets an organisation's limits; null for the proxy's defaults.</summary>
    public static void Limit(string path, StoredOrganisation organisation) => Change(path, file =>
        file with { Organisations = [.. file.Organisations.Where(other => other.Name != organisation.Name), organisation] });

    /// <summary>Who a credential belongs to; null for nobody. A revoked one is told apart, for the message.</summary>
    public Person? Find(Credential credential, out bool revoked)
    {
        revoked = false;
        if (!_byId.TryGetValue(credential.Id, out var user)
            || !CryptographicOperations.FixedTimeEquals(Convert.FromBase64String(credential.Hash(user.Salt)), Convert.FromBase64String(user.Hash)))
        {
            return null;
        }

        revoked = user.Revoked is not null;
        return revoked ? null : new(user.Name, user.Organisation, LimitsOf(user.Organisation));
    }

    /// <summary>An organisation's limits.</summary>
    public CallerLimits LimitsOf(string organisation) =>
        _organisations.TryGetValue(organisation, out var stored) ? new(stored.RequestsPerMinute, stored.Concurrent) : new(null, null);

    private static void Change(string path, Func<UserFile, UserFile> change)
    {
        using var held = OwnerFile.Lock(path);
        OwnerFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(change(Read(path).File), UserFileJson.Default.UserFile));
    }
}
