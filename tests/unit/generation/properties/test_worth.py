"""What a law is worth: mutants that it notices."""

from __future__ import annotations

from pathlib import Path

from law_runner import law_bench

from aqe.domain.law import IntegerInputs, Law, LawKind, LawVariable
from aqe.domain.mutant import Mutant
from aqe.domain.recipe import Literal, Operation, Variable
from aqe.generation.properties.trial import Held
from aqe.generation.properties.worth import Worth, chosen, worths
from aqe.syntax.python.expressions import Printer
from aqe.syntax.python.laws import law_definition

NUMBER = Variable("number")


def law(kind: LawKind, title: str, *callables: str) -> Law:
    claim = Operation("eq", (NUMBER, NUMBER))
    variables = (LawVariable("number", IntegerInputs()),)
    return Law(kind, callables or (title,), variables, claim, title)


def worth(each: Law, *kills: str) -> Worth:
    return Worth(each, frozenset(kills))


ROUND = law(LawKind.ROUND_TRIP, "round", "f", "g")
TYPE = law(LawKind.TYPE, "type", "f")
TWICE = law(LawKind.IDEMPOTENCE, "twice", "h")
LENGTH = law(LawKind.LENGTH, "length", "h")


def titles(found: list[Worth]) -> list[str]:
    return [each.law.title for each in found]


def test_what_kills_most_goes_first_and_what_adds_nothing_is_left_out() -> None:
    found = [worth(TYPE, "a"), worth(ROUND, "a", "b"), worth(LENGTH, "b")]
    assert titles(chosen(found, 8)) == ["round"]
    assert titles(chosen([*found, worth(LENGTH, "c")], 8)) == ["round", "length"]


def test_of_equals_the_more_telling_law_goes_first() -> None:
    assert titles(chosen([worth(TYPE, "a"), worth(ROUND, "a")], 8)) == ["round"]


def test_telling_laws_of_other_callables_follow() -> None:
    found = [worth(ROUND, "a", "b"), worth(TWICE, "a"), worth(LENGTH, "b")]
    assert titles(chosen(found, 8)) == ["round", "twice"]


def test_no_more_than_asked_for() -> None:
    found = [worth(law(LawKind.TYPE, f"law {each}"), str(each)) for each in range(9)]
    assert len(chosen(found, 3)) == 3
    assert chosen(found, 0) == []
    assert chosen([], 3) == []


def mutant(name: str, line: int) -> Mutant:
    return Mutant(name, "number", "f", line, 0, 0, "", "")


def test_only_mutants_on_lines_of_the_law_are_tried(tmp_path: Path) -> None:
    bench = law_bench(tmp_path, "LIMIT = 1\n")
    bench.runner.kills = {"near": "number == number", "far": "number == number", "dull": "other"}
    rows = tuple((Literal(each),) for each in range(5))
    held = [Held(ROUND, rows, frozenset({3})), Held(TWICE, rows, frozenset({9}))]
    survivors = [mutant("near", 3), mutant("far", 4), mutant("dull", 3)]
    printer = Printer()

    def found(is_over: bool) -> list[Worth]:
        return worths(
            held,
            survivors,
            bench.bench,
            lambda each: law_definition(each, printer),
            lambda: is_over,
        )

    assert found(False) == [worth(ROUND, "near")]
    assert found(True) == []
