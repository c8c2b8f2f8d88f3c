using Microsoft.Extensions.Hosting;

namespace LocalCascade.Http;

/// <summary>Leaves stopping by a signal to the command that runs the server: it knows what else has to stop, and in which order.</summary>
internal sealed class NoLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
