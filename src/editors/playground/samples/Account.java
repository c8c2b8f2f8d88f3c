package bank;

import java.math.BigDecimal;
import java.util.Objects;

public final class Account {
    private final String id;
    private BigDecimal balance = BigDecimal.ZERO;
    private boolean closed;

    public Account(String id) {
        this.id = Objects.requireNonNull(id, "id");
    }

    public void deposit(BigDecimal amount) {
        Objects.requireNonNull(amount, "amount");
        if (amount.signum() <= 0) {
            throw new IllegalArgumentException("amount must be positive, not " + amount);
        }
        if (closed) {
            throw new IllegalStateException("account " + id + " is closed");
        }
        balance = balance.add(amount);
    }

    public void withdraw(BigDecimal amount) {
        Objects.requireNonNull(amount, "amount");
        if (amount.signum() <= 0) {
            throw new IllegalArgumentException("amount must be positive, not " + amount);
        }
        if (closed) {
            throw new IllegalStateException("account " + id + " is closed");
        }
        balance = balance.subtract(amount);
    }

    public void charge(BigDecimal amount) {
        Objects.requireNonNull(amount, "amount");
        if (amount.signum() <= 0) {
            throw new 
        }
    }
}
