namespace Shop.Orders;

public sealed class OrderService
{
    private readonly IOrderStore _store;
    private readonly ILogger<OrderService> _logger;

    public OrderService(IOrderStore store, ILogger<OrderService> logger)
    {
        _store = store ?? throw new ArgumentNullException(nameof(store));
        _logger = 
    }

    public async Task<Order?> FindAsync(string id, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        return await _store.FindAsync(id, cancellationToken).ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<Order>> ListAsync(CancellationToken cancellationToken)
    {
        return await _store.
    }

    public async Task CancelAsync(string id, CancellationToken cancellationToken)
    {
        ArgumentException.
        var order = await FindAsync(id, cancellationToken).ConfigureAwait(false);
        if (order is null)
        {
            throw new KeyNotFoundException($"There is no order {id}.");
        }

        order.Status = OrderStatus.Cancelled;
        
    }
}
