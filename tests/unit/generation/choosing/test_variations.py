"""Further scenarios for mutants that survive."""

from __future__ import annotations

from pathlib import Path

from generation_bench import FakeRunner, completed, search_of, subject_of

from aqe.domain.recipe import Call, Literal, Recipe, Symbol
from aqe.domain.run import LoadedSubject
from aqe.generation.archive import Entry
from aqe.generation.choosing.variations import Variations
from aqe.generation.scenario import Argument, Scenario, Step, Use

SOURCE = """\
class Account:
    def __init__(self, owner: str, balance: int = 0):
        self.owner = owner
        self.balance = balance


def pay(taker: Account, amount: int) -> None:
    taker.balance += amount


def walk(limit: int):
    for each in range(limit):
        yield each
"""


def _copies(tmp_path: Path, name: str, use: Use, line: int, *values: Recipe) -> list[Scenario]:
    subject = subject_of(tmp_path, SOURCE)
    loaded = LoadedSubject("demo", "3.11", (), (), frozenset(), (), "ast")
    search = search_of(subject, loaded, FakeRunner(lambda text: completed(set())))
    known = subject.callable(name)
    assert known is not None
    given = tuple(map(Argument, known.parameters, values))
    entry = Entry(Scenario((Step(known, given, use=use),)), completed(set()), 1.0, 1)
    return list(Variations(search).copies(entry, 1, line))


def test_objects_hold_something_else_where_the_line_of_the_mutant_reads_it(tmp_path: Path) -> None:
    account = Call(Symbol("demo", "Account"), (Literal("abc"),))
    copies = _copies(tmp_path, "pay", Use.PLAIN, 8, account, Literal(1))
    takers = [each.act.arguments[0].recipe for each in copies]
    balances = {
        value for each in takers if isinstance(each, Call) for name, value in each.keywords if name
    }
    assert len(balances) > 2, "the balance that is added to is varied"
    elsewhere = _copies(tmp_path, "pay", Use.PLAIN, 7, account, Literal(1))
    assert len(elsewhere) < len(copies)


def test_what_gives_items_away_is_looked_at_half_way(tmp_path: Path) -> None:
    uses = [each.act.use for each in _copies(tmp_path, "walk", Use.DRAIN, 13, Literal(2))]
    assert uses[0] is Use.BEGIN
    plain = _copies(tmp_path, "pay", Use.PLAIN, 1, Literal(1), Literal(2))
    assert Use.BEGIN not in [each.act.use for each in plain]
