import pytest

from shop.inventory import Article, Inventory, OutOfStock
from shop.orders import OrderDesk, State


@pytest.fixture
def desk():
    inventory = Inventory()
    inventory.add(Article("AB-100", "Lamp", unit_price=2500, on_shelf=3))
    return OrderDesk(inventory)


def test_a_paid_order_can_be_shipped(desk):
    order = desk.open("Ada")
    order.add("AB-100", 2)
    desk.place(order.number)
    assert desk.pay(order.number, 5000) == 0
    desk.ship(order.number)
    assert order.state is State.SHIPPED
    assert desk.inventory.article("AB-100").on_shelf == 1


def test_an_order_beyond_the_stock_reserves_nothing(desk):
    order = desk.open("Grace")
    order.add("AB-100", 4)
    with pytest.raises(OutOfStock):
        desk.place(order.number)
    assert desk.inventory.article("AB-100").reserved == 0
    assert order.state is State.DRAFT
