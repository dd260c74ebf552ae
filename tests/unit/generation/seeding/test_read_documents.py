from __future__ import annotations

from aqe.generation.seeding.read_documents import ReadDocument, read_documents


def found(body: str) -> tuple[ReadDocument, ...]:
    return read_documents(f"def f(data, other):\n    {body}\n").get("f", ())


def test_parameters_become_documents_in_many_ways() -> None:
    value, text = ReadDocument("data", "Order"), ReadDocument("data", "Order", is_text=True)
    listed = ReadDocument("data", "Order", is_listed=True)
    for body, expected in {
        "return Order(**data)": value,
        "return Order.model_validate(data)": value,
        "return Order.parse_obj(data)": value,
        "return Order.model_validate_json(data)": text,
        "return Order(**json.loads(data))": text,
        "return Order.model_validate(loads(data))": text,
        "raw = json.loads(data); return Order(**raw)": text,
        "order: Order = json.loads(data); return order": text,
        "return [Order(**each) for each in data]": listed,
        "return {Order.model_validate(each).id: 1 for each in data}": listed,
        "return [Order(**each) for each in json.loads(data)]": ReadDocument(
            "data", "Order", is_text=True, is_listed=True
        ),
    }.items():
        assert found(body) == (expected,), body


def test_other_calls_are_none() -> None:
    for body in (
        "return Order(data)",
        "return Order(data=data)",
        "return Order(**other_thing)",
        "return Order.model_validate(data.inner)",
        "return loads(data)",
        "return Order(1, **data)",
    ):
        assert found(body) == (), body


def test_methods_have_their_qualified_names_and_what_does_not_parse_has_none() -> None:
    source = "class Desk:\n    async def take(self, row):\n        return shop.Order(**row)\n"
    assert read_documents(source) == {"Desk.take": (ReadDocument("row", "shop.Order"),)}
    assert read_documents("def f(:") == {}
