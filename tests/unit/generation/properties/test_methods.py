"""Laws of objects, from the names of their methods."""

from __future__ import annotations

from pathlib import Path

from law_runner import law_bench

from aqe.generation.properties.methods import ObjectLaws
from aqe.syntax.python.expressions import Printer
from aqe.syntax.python.laws import law_text

SOURCE = """
class Box:
    def __init__(self):
        self.items = []
        self.size = 0

    def add(self, item: int) -> None:
        self.items.append(item)
        self.size += 1

    def remove(self, item: int) -> None:
        self.items.remove(item)
        self.size -= 1

    def __contains__(self, item: int) -> bool:
        return item in self.items


class Table:
    def __init__(self):
        self._rows = {}

    def __setitem__(self, key: str, value: int) -> None:
        self._rows[key] = value

    def __getitem__(self, key: str) -> int:
        return self._rows[key]

    def __delitem__(self, key: str) -> None:
        del self._rows[key]

    def __len__(self) -> int:
        return len(self._rows)


class Door:
    def __init__(self, opened: int):
        self.opened = opened

    def __enter__(self):
        self.opened += 1
        return self

    def __exit__(self, *details):
        self.opened -= 1


class Plain:
    def one(self, number: int) -> int:
        return number
"""


def conjectured(folder: Path, only: frozenset[str] | None = None) -> set[str]:
    bench = law_bench(folder, SOURCE)
    laws = ObjectLaws(bench.subject, bench.profiler, bench.bench, bench.sampler)
    return {law_text(each, Printer()) for each in laws.conjectures(only)}


def test_conjectures_about_objects(tmp_path: Path) -> None:
    assert conjectured(tmp_path) == {
        "box = Box(); box.add(item); item in box",
        "box = Box(); before = box.size; box.add(item); box.remove(item); box.size == before",
        "table = Table(); table[key] = value; table[key] == value",
        (
            "table = Table(); before = len(table); table[key] = value; del table[key];"
            " len(table) == before"
        ),
        "before = door.opened; with door: pass; door.opened == before",
    }


def test_lists_are_not_compared_with_themselves(tmp_path: Path) -> None:
    # `before = box.items` would be the very list that changes.
    assert not any("box.items" in each for each in conjectured(tmp_path))


def test_only_what_was_asked_for(tmp_path: Path) -> None:
    found = conjectured(tmp_path, frozenset({"Table.__delitem__"}))
    assert found
    assert all("del table[key]" in each for each in found)


def test_laws_of_objects_have_contrasts_where_doing_nothing_would_do(tmp_path: Path) -> None:
    bench = law_bench(tmp_path, SOURCE)
    laws = ObjectLaws(bench.subject, bench.profiler, bench.bench, bench.sampler).conjectures()
    by_text = {law_text(each, Printer()): each for each in laws}
    added = by_text["box = Box(); box.add(item); item in box"]
    assert added.contrast is not None
    assert law_text(added.contrast, Printer()) == "box = Box(); item in box"
    entered = by_text["before = door.opened; with door: pass; door.opened == before"]
    assert entered.contrast is not None
    told = law_text(entered.contrast, Printer())
    assert told == "before = door.opened; door.__enter__(); door.opened == before"
