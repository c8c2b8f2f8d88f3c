using LocalCascade.Completion.Cloud;
using LocalCascade.Daemon.Cloud;

namespace LocalCascade.Daemon.Lsp;

/// <summary>A session's connection to the cloud tier, shared with the sessions of the same settings: follows the settings and the sign-in, and tells the editor how it stands. Thread-safe.</summary>
internal sealed class SessionCloud(ServerSession session, CloudPool clouds) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private CloudSettings? _settings;
    private CloudClient? _client;
    private CancellationTokenSource? _signingIn;
    private Task _ending = Task.CompletedTask;
    private bool _started;
    private bool _disposed;

    /// <summary>How it stands; null when there is no cloud.</summary>
    public CloudStatus? Status => _client?.Status;

    /// <summary>The sign-in that has begun, and ends with what went wrong, or null; null when none has.</summary>
    public Task<string?>? SigningIn { get; private set; }

    /// <summary>The settings in use; null when there is no cloud.</summary>
    public CloudSettings? Settings => _settings;

    /// <summary>Opens the connection, now that the editor is ready.</summary>
    public void Start()
    {
        _started = true;
        Refresh();
    }

    /// <summary>Follows the settings: opens, moves or drops the connection.</summary>
    public void Refresh()
    {
        lock (_gate)
        {
            var wanted = CloudConnector.FindSettings(session.Settings.Current, CredentialStore.Default);
            if (!_started || _disposed || wanted == _settings)
            {
                return;
            }

            Leave();
            _settings = wanted;
            _client = wanted is null ? null : clouds.Rent(wanted, () => CloudConnector.Create(wanted, CredentialStore.Default, session.Logger));
            session.Engine.UseCloud(_client);
            session.Status.Changed();
            if (_client is { } client)
            {
                client.Changed += Report;
            }
        }
    }

    /// <summary>Signs in by the device flow; completes with the codes, and goes on in the background until they are entered.</summary>
    /// <exception cref="SignInException">It could not be begun.</exception>
    public async Task<DeviceSignIn> SignInAsync(CancellationToken cancellationToken)
    {
        var settings = _settings ?? throw new SignInException("There is no cloud to sign in to. Set cloudUrl first.");
        try
        {
            var methods = await CloudHttp.GetSignInMethodsAsync(settings, TimeProvider.System, cancellationToken).ConfigureAwait(false);
            var provider = methods.Oidc ?? throw new SignInException("This proxy takes credentials only. Sign in in a terminal: localcascade login");
            using var http = CloudConnector.CreateHttp(settings);
            var signIn = await new IdentityProvider(http, TimeProvider.System).BeginAsync(provider, cancellationToken).ConfigureAwait(false);
            lock (_gate)
            {
                _signingIn?.Cancel();
                _signingIn = new();
                SigningIn = FinishAsync(settings, signIn, _signingIn.Token);
            }

            return signIn;
        }
        catch (CloudException error)
        {
            throw new SignInException(error.Message, error);
        }
    }

    /// <summary>Signs out.</summary>
    public void SignOut()
    {
        CredentialStore.Default.Write(null);
        clouds.CredentialChanged();
        Refresh();
    }

    public async ValueTask DisposeAsync()
    {
        Task ending;
        lock (_gate)
        {
            _disposed = true;
            _signingIn?.Cancel();
            session.Engine.UseCloud(null);
            Leave();
            ending = _ending;
        }

        await ending.ConfigureAwait(false);
        _signingIn?.Dispose();
    }

    private async Task<string?> FinishAsync(CloudSettings settings, DeviceSignIn signIn, CancellationToken cancellationToken)
    {
        try
        {
            using var http = CloudConnector.CreateHttp(settings);
            var tokens = await new IdentityProvider(http, TimeProvider.System).WaitAsync(signIn, cancellationToken).ConfigureAwait(false);
            CredentialStore.Default.Write(new(settings.Url, null, tokens));
            clouds.CredentialChanged();
            return null;
        }
        catch (Exception error) when (error is SignInException or CloudException or IOException or UnauthorizedAccessException)
        {
            await session.Connection.NotifyAsync("window/showMessage", new(2, $"LocalCascade: {error.Message}"), LspJsonContext.Default.ShowMessageParams).ConfigureAwait(false);
            return error.Message;
        }
        catch (OperationCanceledException)
        {
            return "The sign-in was begun anew, or the session ended.";
        }
    }

    private void Report(CloudStatus status) => session.Status.Changed();

    private void Leave()
    {
        if (_client is { } client && _settings is { } settings)
        {
            client.Changed -= Report;
            _client = null;
            _ending = ReturnAsync(_ending, settings);
        }
    }

    private async Task ReturnAsync(Task before, CloudSettings settings)
    {
        await before.ConfigureAwait(false);
        await clouds.ReturnAsync(settings).ConfigureAwait(false);
    }
}
