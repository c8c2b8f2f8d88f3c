using Microsoft.Extensions.Logging;

namespace Shop.Orders;

public sealed class OrderService
{
    private readonly IOrderStore _store;
    private readonly IMailer _mailer;
    private readonly ILogger<OrderService> _logger;

    public OrderService(IOrderStore store, IMailer mailer, ILogger<OrderService> logger)
    {
        _store = store ?? throw new ArgumentNullException(nameof(store));
        _mailer = mailer ?? throw new ArgumentNullException(nameof(mailer));
        _logger = logger ?? throw new ArgumentNullException(nameof(logger));
    }

    public async Task ConfirmAsync(string id, CancellationToken cancellationToken)
    {
        var order = await _store.FindAsync(id, cancellationToken).ConfigureAwait(false);
        if (order is null)
        {
            throw new KeyNotFoundException($"There is no order {id}.");
        }

        order.Status = OrderStatus.Confirmed;
        await _store.SaveAsync(order, cancellationToken).ConfigureAwait(false);
        _logger.LogInformation("Order {Id} is confirmed", id);
    }

    public async Task ShipAsync(string id, CancellationToken cancellationToken)
    {
        var order = await _store.FindAsync(id, cancellationToken).ConfigureAwait(false);
        if (order is null)
        {
            throw new KeyNotFoundException($"There is no order {id}.");
        }

        order.Status = OrderStatus.Shipped;
        await _store.SaveAsync(order, cancellationToken).ConfigureAwait(false);
        _logger.LogInformation("Order {Id} is shipped", id);
    }

    public async Task CancelAsync(string id, CancellationToken cancellationToken)
    {
        var order = await _store.FindAsync(id, cancellationToken).ConfigureAwait(false);
        if (order is null)
        {
            throw new 
        }
    }
}
