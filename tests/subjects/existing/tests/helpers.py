from store.models import Order


def make_order(weight=5, **facts):
    values = {"number": "order-0815", **facts}
    return Order(weight=weight, **values)
