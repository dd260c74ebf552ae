from __future__ import annotations

from aqe.booster.data_model import DataModel, ForeignKey, Table
from aqe.booster.writing import table_order


def table(name: str, *others: str) -> Table:
    keys = tuple(ForeignKey((f"{each}_id",), each, ("id",)) for each in others)
    return Table(name, {}, foreign_keys=keys)


def names(*tables: Table) -> list[str]:
    return [each.name for each in table_order(DataModel(tables)).tables]


def test_what_others_point_to_comes_first_and_the_rest_keeps_its_place() -> None:
    assert names(table("line", "order", "item"), table("free"), table("order"), table("item")) == [
        "order",
        "item",
        "line",
        "free",
    ]


def test_cycles_and_self_references_are_told() -> None:
    order = table_order(
        DataModel((table("c", "a"), table("a", "b"), table("b", "a"), table("tree", "tree")))
    )
    assert [each.name for each in order.tables] == ["a", "b", "c", "tree"]
    assert order.cycles == (("a", "b"),)
    assert order.self_references == ("tree",)


def test_a_long_chain_needs_no_recursion() -> None:
    tables = [table(f"t{index}", f"t{index + 1}") for index in range(5000)] + [table("t5000")]
    assert names(*tables)[0] == "t5000"


def test_a_key_into_nothing_is_no_reason_to_wait() -> None:
    assert names(table("a", "gone")) == ["a"]
