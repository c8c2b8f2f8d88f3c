"""What is in stock, and where it went."""

from dataclasses import dataclass, field
from datetime import datetime, timezone


@dataclass
class Movement:
    name: str
    quantity: int
    at: datetime = field(default_factory=lambda: datetime.now(timezone.utc))


class Inventory:
    def __init__(self):
        self.stock = {}
        self.movements = []

    def receive(self, name, quantity):
        if quantity <= 0:
            raise ValueError(f"quantity must be positive, not {quantity}")
        self.stock[name] = self.stock.get(name, 0) + quantity
        self.movements.append(Movement(name, quantity))

    def ship(self, name, quantity):
        if quantity <= 0:
            raise ValueError(f"quantity must be positive, not {quantity}")
        if self.stock.get(name, 0) < quantity:
            raise KeyError(f"only {self.stock.get(name, 0)} of {name} left")
        self.stock[name] -= quantity
        self.movements.append(Movement(name, -quantity))

    def lose(self, name, quantity):
        if quantity <= 0:
            raise ValueError(f"quantity must be positive, not {quantity}")
        if self.stock.get(name, 0) < quantity:
            raise KeyError(f"only {self.stock.get(name, 0)} of {name} left")
        self.stock[name] -= quantity
        self.movements.append(Movement(name, -quantity))

    def give_back(self, name, quantity):
        if quantity <= 0:
            raise 
