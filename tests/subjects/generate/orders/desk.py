"""Orders as they come in, and what they cost."""

import json
from typing import Annotated, Literal, TypedDict

from pydantic import BaseModel, Field


class Address(BaseModel):
    street: str = Field(min_length=3)
    zip: str = Field(pattern=r"^[0-9]{5}$")
    country: Literal["DE", "AT", "CH"]


class Line(BaseModel):
    sku: Annotated[str, Field(pattern=r"^[A-Z]{3}-[0-9]{4}$")]
    amount: int = Field(ge=1, le=99)
    price: float = Field(gt=0, le=5000)


class Order(BaseModel):
    number: int = Field(ge=1000)
    customer: str = Field(min_length=2, max_length=40)
    address: Address
    lines: list[Line] = Field(min_length=1)
    express: bool = False

    def weight(self) -> int:
        if self.express:
            return 2 * len(self.lines)
        return len(self.lines)


class Rates(TypedDict):
    home: float
    abroad: float


def total(order: Order) -> float:
    """What an order costs without shipping."""
    found = sum(line.amount * line.price for line in order.lines)
    if found > 1000:
        return found * 0.95
    return found


def shipping(order: Order, rates: Rates) -> float:
    if order.address.country == "CH":
        return rates["abroad"]
    if order.express:
        return rates["home"] * 2
    return rates["home"]


def read_order(text: str) -> str:
    order = Order.model_validate_json(text)
    return f"{order.number}: {order.customer}"


def read_batch(rows: list[dict]) -> int:
    orders = [Order(**row) for row in rows]
    return max(order.number for order in orders)


def label(text: str) -> str:
    data = json.loads(text)
    address = Address(**data)
    return f"{address.street}, {address.country}-{address.zip}"
