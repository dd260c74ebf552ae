"""Looks at declarations whose programs are evaluated in this process."""

from __future__ import annotations

import ast
import importlib.util
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from generation_bench import subject_of

from aqe.analysis.aliases import aliases_of
from aqe.analysis.declarations import declarations_of
from aqe.analysis.patterns import samples
from aqe.domain.mutant import Mutant
from aqe.domain.run import (
    CandidateOutcome,
    CandidateRun,
    Failure,
    LoadedSubject,
    Member,
    Observation,
    Snapshot,
)
from aqe.execution.worker.describe import describe_module
from aqe.execution.worker.observe import Observer
from aqe.execution.worker.stability import Places
from aqe.generation.declarations.looks import DeclaredTests
from aqe.generation.exploring.candidates import candidate_of
from aqe.generation.scenario import Scenario
from aqe.syntax.python.expressions import Printer
from aqe.syntax.python.parsing import parse_literal


class _Bench:
    def __init__(self, folder: Path, source: str) -> None:
        self.subject = subject_of(folder, source)
        specification = importlib.util.spec_from_file_location("demo", folder / "demo.py")
        assert specification is not None
        assert specification.loader is not None
        self.module: ModuleType = importlib.util.module_from_spec(specification)
        sys.modules["demo"] = self.module
        specification.loader.exec_module(self.module)
        self.observer = Observer(Places(str(folder)), "program")

    def text(self, scenario: Scenario) -> str:
        program = Printer().program(candidate_of(scenario, "demo", 1), "demo")
        return ast.unparse(ast.parse(program.lines[-1].source))

    def observe(self, scenarios: Sequence[Scenario]) -> list[CandidateRun | None]:
        return [self._run(each) for each in scenarios]

    def _run(self, scenario: Scenario) -> CandidateRun:
        program = Printer().program(candidate_of(scenario, "demo", 1), "demo")
        names: dict[str, object] = {}
        exec("\n".join(program.imports), names)
        try:
            value = eval(program.lines[-1].source, names)
        except Exception as error:
            failure = Failure(f"builtins:{type(error).__name__}", str(error), False)
            return CandidateRun(1, CandidateOutcome.RAISED, failed_at=0, failure=failure)
        shown = self.observer.snapshot(value)
        snapshot = Snapshot(
            kind=shown["kind"],
            type=shown["type"],
            source=shown.get("source"),
            symbols=tuple(tuple(each) for each in shown.get("symbols", ())),
            length=shown.get("length"),
            attributes=tuple(
                (name, Snapshot(each["kind"], each["type"], each.get("source")))
                for name, each in shown.get("attributes", ())
            ),
        )
        return CandidateRun(1, CandidateOutcome.COMPLETED, observations=(Observation(0, snapshot),))

    def tests(self) -> DeclaredTests:
        members = tuple(
            Member(
                name=each["name"],
                qualname=each["qualname"],
                kind=each["kind"],
                type=each["type"],
                module=each["module"],
                bases=tuple(each.get("bases", ())),
                is_abstract=each.get("is_abstract", False),
                is_enum=each.get("is_enum", False),
                is_exception=each.get("is_exception", False),
                signature=_signature(each.get("signature")),
                members=tuple(each.get("members", ())),
            )
            for each in describe_module(self.module)
        )
        loaded = LoadedSubject("demo", "3", (), (), frozenset(), members, "ast")
        return DeclaredTests(
            self.subject,
            loaded,
            (
                *declarations_of(self.subject.source, "demo"),
                *aliases_of(
                    self.subject.source,
                    "demo",
                    dict(self.subject.names),
                    self.subject.exports,
                ),
            ),
            parse=parse_literal,
            sample=samples,
            observe=self.observe,
        )

    def main(self) -> list[str]:
        return [self.text(each) for each in self.tests().main()]

    def near(self, *lines: int) -> list[str]:
        mutants = [Mutant(f"m{line}", "number", "<module>", line, 0, 1, "1", "2") for line in lines]
        return [self.text(each) for each in self.tests().near(mutants)]


def _signature(shown: Any) -> tuple[tuple[str, str, str | None], ...] | None:
    return None if shown is None else tuple((name, kind, value) for name, kind, value in shown)


@pytest.fixture(autouse=True)
def _no_module() -> Iterator[None]:
    yield
    sys.modules.pop("demo", None)


def test_constants_are_looked_at_as_a_whole(tmp_path: Path) -> None:
    assert _Bench(tmp_path, "A = 1\nB = ('x', 2)\n").main() == ["A", "B"]


def test_types_functions_and_things_without_a_stable_form_are_no_constants(tmp_path: Path) -> None:
    source = "A = int\nB = object()\nC = len\nD = lambda: 1\nE = 1\n"
    assert _Bench(tmp_path, source).main() == ["E", "A is int", "C is len"]


def test_tables_are_told_by_size_and_by_their_rows(tmp_path: Path) -> None:
    rows = ", ".join(f"'key {number}': 'a value of some length'" for number in range(12))
    found = _Bench(tmp_path, f"TABLE = {{{rows}}}\n").main()
    assert found == [*(f"TABLE['key {number}']" for number in range(12)), "TABLE"]


def test_of_a_long_table_some_rows_are_looked_up(tmp_path: Path) -> None:
    rows = ", ".join(f"'key {number:03}': {number}" for number in range(300))
    found = _Bench(tmp_path, f"TABLE = {{{rows}}}\n").main()
    assert len(found) == 13
    assert (found[0], found[-2]) == ("TABLE['key 000']", "TABLE['key 299']")


def test_rows_too_long_to_be_read_are_left_out(tmp_path: Path) -> None:
    rows = ", ".join(f"'key {number}': {list(range(100))}" for number in range(12))
    assert _Bench(tmp_path, f"TABLE = {{{rows}}}\n").main() == ["TABLE"]


def test_members_of_a_long_set_are_looked_for(tmp_path: Path) -> None:
    words = ", ".join(f"'some word {number}'" for number in range(20))
    found = _Bench(tmp_path, f"WORDS = frozenset({{{words}}})\n").main()
    assert "'some word 7' in WORDS" in found


def test_patterns_find_what_they_are_for_and_nothing_else(tmp_path: Path) -> None:
    found = _Bench(tmp_path, "import re\nP = re.compile('^[a-c]+:$', re.I)\n").main()
    assert any(each.endswith(":').group()") for each in found)
    assert "P.search('bb')" in found
    assert "P" not in found


ENUMERATION = """\
from enum import Enum, IntFlag

class Colour(Enum):
    RED = 1
    BLUE = 4
    AZURE = 4

class Rights(IntFlag):
    READ = 1
    WRITE = 2

class Planet(Enum):
    EARTH = ("big", 3)

    def __init__(self, size, place):
        self.size = size
        self.place = place
"""


def test_enumerations_are_told_by_names_values_and_both_ways_between(tmp_path: Path) -> None:
    found = _Bench(tmp_path, ENUMERATION).main()
    assert "Colour['RED'].value" in found
    assert "Colour['AZURE'].name" in found
    assert "Colour['RED'].name" not in found  # its own name
    assert "Colour(4)" in found
    assert "Colour(5)" in found  # refused
    assert "Colour.BLUE == 4" not in found  # a plain enumeration equals no number


def test_flags_are_combined(tmp_path: Path) -> None:
    found = _Bench(tmp_path, ENUMERATION).main()
    assert "(Rights.READ | Rights.WRITE).value" in found
    assert "Rights.WRITE in Rights.READ" in found
    assert "Rights(3)" not in found  # no flag refuses a combination
    assert "Rights.WRITE == 2" in found


def test_attributes_of_members_are_looked_at(tmp_path: Path) -> None:
    found = _Bench(tmp_path, ENUMERATION).main()
    assert "Planet['EARTH'].size" in found
    assert "Planet['EARTH'].place" in found


def test_exceptions_are_told_by_what_they_extend(tmp_path: Path) -> None:
    source = "class A(Exception): pass\nclass B(A, ValueError): pass\nclass C: pass\n"
    assert _Bench(tmp_path, source).main() == [
        "issubclass(A, Exception)",
        "issubclass(B, A)",
        "issubclass(B, ValueError)",
    ]


def test_required_keys_and_abstract_methods_are_named(tmp_path: Path) -> None:
    source = (
        "from abc import ABC, abstractmethod\nfrom typing import TypedDict\n"
        "class Film(TypedDict):\n    title: str\n"
        "class Shop(ABC):\n    @abstractmethod\n    def sell(self): ...\n"
    )
    found = _Bench(tmp_path, source).main()
    assert "sorted(Film.__required_keys__)" in found
    assert "sorted(Shop.__abstractmethods__)" in found


def test_a_version_is_only_told_to_begin_with_a_number(tmp_path: Path) -> None:
    assert _Bench(tmp_path, "__version__ = '1.2'\n").main() == ["demo.__version__[:1].isdigit()"]
    assert _Bench(tmp_path, "A = 1\n__version__ = '1.2'\n").main() == ["A"]


def test_for_mutants_only_what_their_lines_declare_is_looked_at(tmp_path: Path) -> None:
    bench = _Bench(tmp_path, "A = 1\nB = 2\nclass C(Exception):\n    code = 3\n")
    assert bench.near(2) == ["B"]
    assert bench.near(4) == ["C.code"]
    assert bench.near(9) == []


def test_the_order_of_a_long_table_is_of_use_where_it_tells_a_mutant(tmp_path: Path) -> None:
    words = ", ".join(f"'some word {number:03}'" for number in range(100))
    bench = _Bench(tmp_path, f"WORDS = [{words}]\n")
    law = "list(WORDS) == sorted(WORDS)"
    assert law in bench.near(1)
    assert law not in bench.main()


def test_of_other_names_for_a_callable_it_is_told_what_they_stand_for(tmp_path: Path) -> None:
    source = "from textwrap import dedent as flush\nfrom fractions import Fraction as Share\n"
    assert _Bench(tmp_path, source).main() == ["flush is dedent", "Share is Fraction"]
    listed = '__all__ = ["dedent"]\nfrom textwrap import dedent, indent\n'
    assert _Bench(tmp_path, listed).main()[-1] == "demo.dedent is dedent"


def test_of_what_an_operating_system_defines_or_answers_nothing_is_told(tmp_path: Path) -> None:
    source = (
        "from multiprocessing import cpu_count as processors\n"
        "from os.path import join as beside\n"
        "from socket import gethostname as here\n"
    )
    assert _Bench(tmp_path, source).main() == []


def test_a_function_of_the_package_that_is_not_public_is_called(tmp_path: Path) -> None:
    source = (
        "class _Number:\n"
        "    @staticmethod\n"
        "    def twice(number):\n"
        "        return number * 2\n\n\n"
        "double = _Number.twice\n"
    )
    assert _Bench(tmp_path, source).main() == ["double(1234)", "double('abc')"]


def test_tools_are_called_with_what_they_take_apart(tmp_path: Path) -> None:
    source = (
        "from operator import attrgetter, itemgetter, methodcaller\n"
        "both = itemgetter('a', 'b')\n"
        "size = attrgetter('size')\n"
        "upper = methodcaller('upper')\n"
    )
    assert _Bench(tmp_path, source).main() == [
        "both({'a': 'value 1', 'b': 'value 2'})",
        "size(SimpleNamespace(size=1))",
        "upper('abc')",
    ]


def test_tools_are_called_with_values_that_they_can_use(tmp_path: Path) -> None:
    source = (
        "from functools import partial\n"
        "hundreds = partial(divmod, 4321)\n"
        "binary = partial(int, base=2)\n"  # takes no number, and no text of the sample
        "joined = ', '.join\n"
        "unchanged = partial(max, 0)\n"
    )
    found = _Bench(tmp_path, source).main()
    assert found[:2] == ["hundreds(1234)", "hundreds(3)"]
    assert "joined('abc')" in found
    assert not any(each.startswith(("binary(", "unchanged(")) for each in found)


def test_a_changed_tool_is_looked_at_beside_functions(tmp_path: Path) -> None:
    bench = _Bench(tmp_path, "from operator import itemgetter\n\nsecond = itemgetter(1)\n")
    assert bench.near(3) == ["second({1: 'value 1'})", "second('abc')"]
    assert bench.near(1) == []
