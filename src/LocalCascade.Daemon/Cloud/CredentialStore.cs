using System.Text.Json;
using LocalCascade.Completion.Cloud;
using LocalCascade.Daemon.Hosting;

namespace LocalCascade.Daemon.Cloud;

/// <summary>Keeps who is signed in, in a file that only the user may read. Several processes may share it; within one, the cloud's client asks for the credential once at a time.</summary>
internal sealed class CredentialStore(string path, TimeProvider timeProvider)
{
    private static readonly TimeSpan RenewAhead = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(50);

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
            if (File.Exists(path))
            {
                File.Delete(path);
            }

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
    /// <exception cref="CloudException">The identity provider cannot be reached to renew the sign-in.</exception>
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

            return await RenewAsync(signIn.Url, createHttp, cancellationToken).ConfigureAwait(false);
        }
        catch (SignInException)
        {
            return null;
        }
    }

    // One process at a time: providers that rotate refresh tokens take a second use of one for theft and end the sign-in.
    private async ValueTask<string?> RenewAsync(string url, Func<HttpClient> createHttp, CancellationToken cancellationToken)
    {
        using var held = await HoldAsync(cancellationToken).ConfigureAwait(false);
        if (Read() is not { Oidc: { } oidc } signIn || !IsSame(signIn.Url, url))
        {
            return null;
        }

        if (oidc.ExpiresAt - timeProvider.GetUtcNow() > RenewAhead)
        {
            return oidc.AccessToken;
        }

        StoredOidc? renewed;
        try
        {
            using var http = createHttp();
            renewed = await new IdentityProvider(http, timeProvider).RenewAsync(oidc, cancellationToken).ConfigureAwait(false);
        }
        catch (SignInException error)
        {
            // Not signed out: the provider is away.
            throw new CloudException(CloudFailure.Unreachable, error.Message, error);
        }

        // Who signed out or in anew meanwhile is not overwritten; a refresh token that was refused is not sent again.
        if (Read() == signIn)
        {
            Write(signIn with { Oidc = renewed ?? oidc with { RefreshToken = null } });
        }

        return renewed?.AccessToken;
    }

    private async Task<FileStream> HoldAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return new($"{path}.lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException error) when (error is not (DirectoryNotFoundException or PathTooLongException))
            {
                await Task.Delay(LookAgain, timeProvider, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Whether two URLs name the same proxy.</summary>
    public static bool IsSame(string url, string other) =>
        Uri.TryCreate(url, UriKind.Absolute, out var one) && Uri.TryCreate(other, UriKind.Absolute, out var two) && one.GetLeftPart(UriPartial.Path).TrimEnd('/') == two.GetLeftPart(UriPartial.Path).TrimEnd('/');
}
