"""A small stock keeper: what is where, and how much of it."""

from dataclasses import dataclass


@dataclass
class Item:
    name: str
    quantity: int
    price: float

    def total(self):
        return self.quantity * self.price


class Inventory:
    def __init__(self):
        self.items = {}

    def add(self, name, quantity, price):
        if quantity <= 0:
            raise ValueError(f"quantity must be positive, not {quantity}")
        self.items[name] = Item(name, quantity, price)

    def remove(self, name):
        if name not in self.items:
            raise KeyError(f"no item named {name}")
        del self.items[name]

    def update(self, name, quantity):
        if name not in self.items:
            raise 
        if quantity 
        self.items[name].quantity = quantity

    def value(self):
        return sum(item.total() for item in self.items.values())

    def expensive(self, limit):
        return [item for item in 
