using System.Text.Json;
using LocalCascade.Daemon.Hosting;

namespace LocalCascade.Daemon.Cloud;

/// <summary>Keeps who is signed in, in a file that only the user may read. Several processes may share it; within one, the cloud's client asks for the credential once at a time.</summary>
internal sealed class CredentialStore(string path, TimeProvider timeProvider)
{
    private static readonly TimeSpan RenewAhead = TimeSpan.FromMinutes(1);

    /// <summary>The store in its usual place.</summary>
    public static CredentialStore Default { get; } = new(Path.Combine(UserFolders.Config, "credentials.json"), TimeProvider.System);

    /// <summary>Who is signed in; null for nobody.</summary>
    /// <exception cref="SignInException">The file is damaged or cannot be read.</exception>
    public StoredSignIn? Read()
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), CloudJson.Default.StoredSignIn);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new SignInException($"{path} cannot be read. Sign in again: localcascade login", error);
        }
    }

    /// <summary>Replaces who is signed in; null signs out.</summary>
    public void Write(StoredSignIn? signIn)
    {
        if (signIn is null)
        {
            File.Delete(path);
            return;
        }

        UserFolders.CreatePrivate(Path.GetDirectoryName(path)!);
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            using (var stream = new FileStream(temporary, options))
            {
                JsonSerializer.Serialize(stream, signIn, CloudJson.Default.StoredSignIn);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>What <c>POST /v1/token</c> takes: the credential, or an access token that is good for a minute at least. Null when nobody is signed in at <paramref name="url"/>.</summary>
    public async ValueTask<string?> GetCredentialAsync(string url, Func<HttpClient> createHttp, CancellationToken cancellationToken)
    {
        try
        {
            // A credential is for the proxy that it was given for, whatever the settings name now.
            if (Read() is not { } signIn || !IsSame(signIn.Url, url))
            {
                return null;
            }

            if (signIn.Oidc is not { } oidc)
            {
                return signIn.Credential;
            }

            if (oidc.ExpiresAt - timeProvider.GetUtcNow() > RenewAhead)
            {
                return oidc.AccessToken;
            }

            using var http = createHttp();
            if (await new IdentityProvider(http, timeProvider).RenewAsync(oidc, cancellationToken).ConfigureAwait(false) is not { } renewed)
            {
                return null;
            }

            Write(signIn with { Oidc = renewed });
            return renewed.AccessToken;
        }
        catch (SignInException)
        {
            return null;
        }
    }

    /// <summary>Whether two URLs name the same proxy.</summary>
    public static bool IsSame(string url, string other) =>
        Uri.TryCreate(url, UriKind.Absolute, out var one) && Uri.TryCreate(other, UriKind.Absolute, out var two) && one.GetLeftPart(UriPartial.Path).TrimEnd('/') == two.GetLeftPart(UriPartial.Path).TrimEnd('/');
}
