"""What mappings hold is read from a copy, and only where that reads the same again and again."""

from __future__ import annotations

import json
from collections import UserDict
from collections.abc import Iterator, MutableMapping
from typing import Any

import pytest

from aqe.execution.worker.baselines import Shown, differ_by_form
from aqe.execution.worker.mappings import pairs_of


class Shelf(MutableMapping[str, int]):
    """A small bounded mapping."""

    def __init__(self, size: int) -> None:
        self._kept: dict[str, int] = {}
        self._size = size

    def __getitem__(self, key: str) -> int:
        return self._kept[key]

    def __setitem__(self, key: str, value: int) -> None:
        while len(self._kept) >= self._size:
            self._kept.pop(next(iter(self._kept)))
        self._kept[key] = value

    def __delitem__(self, key: str) -> None:
        del self._kept[key]

    def __iter__(self) -> Iterator[str]:
        return iter(list(self._kept))

    def __len__(self) -> int:
        return len(self._kept)

    def __repr__(self) -> str:
        return f"Shelf({self._kept!r}, size={self._size})"


class Recent(Shelf):
    """Puts what is looked up behind the others."""

    def __getitem__(self, key: str) -> int:
        self._kept[key] = value = self._kept.pop(key)
        return value


class Used(Shelf):
    """Gives each value once."""

    def __getitem__(self, key: str) -> int:
        return self._kept.pop(key)


class Endless(Shelf):
    """Has keys without end."""

    def keys(self) -> Any:
        while True:
            yield "pen"


class Open(Shelf):
    """Answers every attribute."""

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(name)


def filled(shelf: Shelf) -> Shelf:
    shelf.update({"pen": 1, "ink": 2})
    return shelf


def described(value: Any) -> list[Any]:
    return [list(value), str(value)]


def test_a_mapping_is_read_and_left_as_it_is() -> None:
    shelf = filled(Shelf(2))

    assert pairs_of(shelf, described) == {"pen": 1, "ink": 2}
    assert list(shelf) == ["pen", "ink"]


@pytest.mark.parametrize("kind", [Endless, Open])
def test_what_does_not_read_like_a_mapping_is_not_read(kind: type[Shelf]) -> None:
    assert pairs_of(filled(kind(2)), described) is None


def test_a_look_that_changes_a_mapping_is_taken_at_a_copy() -> None:
    shelf = filled(Used(2))

    with pytest.raises(KeyError):
        pairs_of(shelf, described)
    assert len(shelf) == 2


def test_looking_up_may_not_move_what_a_test_looks_at_next() -> None:
    def order(value: Any) -> list[Any]:
        first = next(iter(value))
        return [first, value[first]]

    shelf = filled(Recent(2))
    before = str(shelf)

    assert pairs_of(shelf, described) == {"pen": 1, "ink": 2}
    assert str(shelf) == before
    assert pairs_of(filled(Recent(2)), order) is None


def test_a_class_without_lookup_is_not_read() -> None:
    assert pairs_of({1}, described) is None
    assert pairs_of(UserDict(pen=1), described) == {"pen": 1}


def _shown(text: str, pairs: str, items: str = "['pen', 'ink']") -> Shown:
    part = {"text": text, "pairs": {"source": pairs}, "items": {"source": items}, "length": 2}
    return Shown(json.dumps(["completed", part]).encode(), b"{}")


def test_mutants_that_show_in_the_text_or_the_order_alone_are_told() -> None:
    usual = _shown("Shelf(size=2)", "{'pen': 1, 'ink': 2}")

    assert differ_by_form(_shown("Shelf(size=3)", "{'pen': 1, 'ink': 2}"), usual)
    turned = _shown("Shelf(size=2)", "{'ink': 2, 'pen': 1}", "['ink', 'pen']")
    assert differ_by_form(turned, usual)
    assert not differ_by_form(_shown("Shelf(size=3)", "{'pen': 1, 'ink': 3}"), usual)
    assert not differ_by_form(usual, usual)


class Attributes(dict):  # type: ignore[type-arg]
    """Its items are its attributes too; what is missing is made when it is asked for."""

    def __getattr__(self, name: str) -> Any:
        return self[name]

    def __missing__(self, name: str) -> Any:
        self[name] = Attributes()
        return self[name]


class Shouting(dict):  # type: ignore[type-arg]
    """Reads otherwise than it was filled, and changes when it is read."""

    def __getitem__(self, name: str) -> Any:
        self["read"] = name
        return super().__getitem__(name)

    def __getattr__(self, name: str) -> Any:
        return self[name]


def test_a_dictionary_with_attributes_is_read_without_asking_it() -> None:
    assert pairs_of(Attributes(pen=1), described) == {"pen": 1}
    assert pairs_of(Shouting(pen=1), described) is None
