"""Which laws are worth a trial, from what callables were seen to do."""

from __future__ import annotations

from pathlib import Path

from law_runner import law_bench

from aqe.domain.law import LawKind
from aqe.generation.properties.conjectures import conjectures
from aqe.syntax.python.expressions import Printer
from aqe.syntax.python.laws import law_text


def conjectured(folder: Path, source: str) -> dict[str, LawKind]:
    bench = law_bench(folder, source)
    laws = conjectures(bench.profiler.profiles(), bench.profiler.partners())
    return {law_text(each, Printer()): each.kind for each in laws}


def test_kinds_of_laws_about_one_callable(tmp_path: Path) -> None:
    found = conjectured(
        tmp_path,
        """
def tidy(items: list[int]) -> list[int]:
    return sorted(items)[::-1]
""",
    )
    assert found == {
        "tidy(tidy(items)) == items": LawKind.ROUND_TRIP,
        "tidy(items) == sorted(items)": LawKind.SORTEDNESS,
        "result = tidy(items); result == sorted(result)": LawKind.SORTEDNESS,
        "tidy(items) == sum(items)": LawKind.AGREEMENT,
        "tidy(items) == min(items)": LawKind.AGREEMENT,
        "tidy(items) == max(items)": LawKind.AGREEMENT,
        "tidy(items) == len(items)": LawKind.AGREEMENT,
        "tidy(tidy(items)) == tidy(items)": LawKind.IDEMPOTENCE,
        "len(tidy(items)) == len(items)": LawKind.LENGTH,
        "isinstance(tidy(items), list)": LawKind.TYPE,
    }


def test_most_telling_kinds_come_first(tmp_path: Path) -> None:
    found = conjectured(
        tmp_path, "def tidy(items: list[int]) -> list[int]:\n    return items[::-1]\n"
    )
    order = [list(LawKind).index(each) for each in found.values()]
    assert order == sorted(order)


def test_operations_on_two_values_are_no_conversions(tmp_path: Path) -> None:
    found = conjectured(tmp_path, "def less(a: int, b: int) -> int:\n    return min(a, b)\n")
    assert LawKind.IDEMPOTENCE not in found.values()
    assert "less(a, b) == less(b, a)" in found


def test_further_arguments_are_shared_by_name(tmp_path: Path) -> None:
    found = conjectured(
        tmp_path,
        """
def encrypt(text: str, key: int) -> str:
    return text + str(key)

def decrypt(text: str, key: int) -> str:
    return text[: -len(str(key))]
""",
    )
    assert found["decrypt(encrypt(text, key), key) == text"] is LawKind.ROUND_TRIP


def test_nothing_is_said_of_what_could_tell_no_fault(tmp_path: Path) -> None:
    source = """
def same(text: str) -> str:
    return text

def seven(text: str) -> int:
    return 7
"""
    assert set(conjectured(tmp_path, source)) == {"isinstance(same(text), str)"}


def test_the_type_of_a_drawn_element_is_no_law(tmp_path: Path) -> None:
    found = conjectured(
        tmp_path,
        """
def total(items: list[int]) -> int:
    return sum(items) + 1

def shown(items: list[int]) -> str:
    return str(items)

def each_of(items: list[int]):
    for item in items:
        yield item + 1
""",
    )
    typed = {law for law, kind in found.items() if kind is LawKind.TYPE}
    assert typed == {"isinstance(shown(items), str)"}


def test_round_trips_of_methods_share_one_object(tmp_path: Path) -> None:
    found = conjectured(
        tmp_path,
        """
class Codec:
    def __init__(self, shift: int):
        self.shift = shift

    def encode(self, number: int) -> int:
        return number + self.shift

    def decode(self, number: int) -> int:
        return number - self.shift
""",
    )
    assert "codec.decode(codec.encode(number)) == number" in found


def test_callables_without_names_in_common_may_undo_each_other(tmp_path: Path) -> None:
    found = conjectured(
        tmp_path,
        """
def spread(text: str) -> str:
    return " ".join(text)

def squeeze(text: str) -> str:
    return text[::2]
""",
    )
    assert "squeeze(spread(text)) == text" in found
