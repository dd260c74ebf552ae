"""Mutants with known fates, run by a worker."""

from __future__ import annotations

import os
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from known_mutants import known_mutant

from aqe.domain.candidate import Program, ProgramLine
from aqe.domain.mutant import Mutant, MutantResult
from aqe.execution.limits import Limits
from aqe.execution.workers import Worker

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="forks are not to be had")

SOURCE = textwrap.dedent(
    '''
    """A subject whose mutants have known fates."""

    import time

    RATE = 3
    _calls = []


    def price(amount, rate=2):
        if amount > 10:
            return amount * RATE
        return amount + rate - 2


    def count(limit):
        done = 0
        while done < limit:
            done += 1
        return done


    def noted(x):
        _calls.append(x)
        return len(_calls)


    def never(x):
        return x - 1


    def leave(x):
        if x == 99:
            raise SystemExit
        return x


    def moment():
        return time.time() + 0


    class Box:
        side = 4

        def area(self):
            return self.side * self.side


    def maker(n):
        def made(x):
            return x + n

        return made


    add_five = maker(5)
    '''
)
PROGRAMS = (
    ("price(20)",),
    ("price(10)",),
    ("count(3)",),
    ("noted('a')",),
    ("leave(1)",),
    ("moment()",),
    ("Box().area()",),
    ("add_five(1)",),
)
FATES = [
    ("amount > 10", "amount >= 10", "killed", (1,)),
    ("amount > 10", "amount > 11", "survived", ()),
    ("amount * RATE", "amount - RATE", "killed", (0,)),
    ("rate - 2", "rate + 2", "killed", (1,)),
    ("rate=2", "rate=3", "killed", (1,)),
    ("RATE = 3", "RATE = 4", "killed", (0,)),
    ("_calls = []", "_calls = [0]", "killed", (3,)),
    ("done += 1", "done -= 1", "timeout", (2,)),
    ("done += 1", "pass", "timeout", (2,)),
    ("x - 1", "x + 1", "no-coverage", ()),
    ("x == 99", "x != 99", "killed", (4,)),
    ("raise SystemExit", "pass", "no-coverage", ()),
    ("time.time() + 0", "time.time() - 0", "survived", ()),
    ("side = 4", "side = 5", "killed", (6,)),
    ("self.side * self.side", "self.side + self.side", "killed", (6,)),
    ("return x + n", "return x - n", "killed", (7,)),
    ("maker(5)", "maker(6)", "killed", (7,)),
    ("maker(5)", "maker()", "error", ()),
    ("import time", "import no_such_module", "error", ()),
    ('"""A subject', '"""Another subject', "survived", ()),
]


def mutants() -> list[Mutant]:
    found = []
    for number, (original, replacement, _, _) in enumerate(FATES):
        start = SOURCE.index(original)
        line = SOURCE.count("\n", 0, start) + 1
        end = start + len(original)
        found.append(Mutant(f"m{number}", "known", "", line, start, end, original, replacement))
    return found


def programs() -> list[Program]:
    return [
        Program(
            number,
            ("from fates import *",),
            (),
            tuple(ProgramLine("plain", text, f"v{index}") for index, text in enumerate(lines)),
        )
        for number, lines in enumerate(PROGRAMS)
    ]


@pytest.fixture(scope="module")
def worker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worker]:
    folder = tmp_path_factory.mktemp("project")
    path = folder / "fates.py"
    path.write_text(SOURCE, encoding="utf-8")
    limits = Limits(cpu_s_per_call=0.5, wall_s_per_call=20.0, grace_s=10.0)
    with Worker(Path(sys.executable), "fates", path, [folder], limits=limits) as worker:
        yield worker


def fates(results: list[MutantResult]) -> list[tuple[str, str, str, tuple[int, ...]]]:
    return [
        (
            each.mutant.original,
            each.mutant.replacement,
            each.state.value,
            tuple(int(number) for number in each.killed_by),
        )
        for each in results
    ]


def test_known_fates(worker: Worker) -> None:
    assert fates(worker.run_mutants(mutants(), programs())) == FATES


def test_fates_do_not_depend_on_the_company(worker: Worker) -> None:
    chosen = mutants()
    backwards = worker.run_mutants(chosen[::-1], programs())
    assert fates(backwards[::-1]) == FATES
    (alone,) = worker.run_mutants(chosen[5:6], programs())
    assert fates([alone]) == FATES[5:6]


def test_all_that_notice_are_named(worker: Worker) -> None:
    doubled = [*programs(), *programs()]
    results = worker.run_mutants(mutants()[:3], doubled, stop_at_first=False)
    assert [each.killed_by for each in results] == [("1", "1"), (), ("0", "0")]


def test_no_programs_no_coverage(worker: Worker) -> None:
    (result,) = worker.run_mutants(mutants()[:1], [])
    assert result.state.value == "no-coverage"


def test_a_mutant_of_another_source_is_an_error(worker: Worker) -> None:
    (result,) = worker.run_mutants([Mutant("m", "x", "", 5, 3, 9, "absent", "x")], programs())
    assert (result.state.value, result.detail) == ("error", "the mutant does not fit the source")


def test_crashes_are_told_from_hangs(worker: Worker) -> None:
    start = SOURCE.index("return x\n")
    line = SOURCE.count("\n", 0, start) + 1
    gone = Mutant("m", "x", "", line, start, start + 8, "return x", "import os; os._exit(3)")
    (result,) = worker.run_mutants([gone], programs())
    assert (result.state.value, result.killed_by) == ("killed", ("4",))
    assert "status 3" in result.detail


WAITS = """
import select


def held(x):
    select.select([], [], [], 0.6)
    return x + 1
"""


def test_a_wait_is_no_hang_while_it_uses_no_processor_time(tmp_path: Path) -> None:
    """Nor is a process that a busy machine stops for a while."""
    (tmp_path / "waits.py").write_text(WAITS, encoding="utf-8")
    start = WAITS.index("x + 1")
    line = WAITS.count("\n", 0, start) + 1
    made = [
        Mutant(each, "known", "", line, start, start + 5, "x + 1", each)
        for each in ("1 + x", "x - 1")
    ]
    call = Program(0, ("from waits import *",), (), (ProgramLine("plain", "held(3)", "found"),))
    path = tmp_path / "waits.py"
    limits = Limits(cpu_s_per_call=0.5, wall_s_per_call=20.0, grace_s=10.0)
    with Worker(Path(sys.executable), "waits", path, [tmp_path], limits=limits) as worker:
        results = worker.run_mutants(made, [call], timeout_s=0.3)
    assert [each.state.value for each in results] == ["survived", "killed"]


def _program(module: str, **lines: str) -> Program:
    """A program of the subject: variables with what is bound to them, in turn."""
    bound = tuple(ProgramLine("plain", text, name) for name, text in lines.items())
    return Program(0, (f"from {module} import *",), (), bound)


def test_a_mutant_that_shows_in_the_state_alone_is_told(tmp_path: Path) -> None:
    source = textwrap.dedent(
        """
        class Tape:
            def __init__(self):
                self.marks = [1, 2]

            def last(self):
                seen = self.marks[-1]
                return seen
        """
    )
    path = tmp_path / "tapes.py"
    path.write_text(source, encoding="utf-8")
    program = _program("tapes", tape="Tape()", v="tape.last()")
    found = [
        known_mutant(source, "self.marks[-1]", text)
        for text in ("self.marks.pop()", "self.marks[0]", "self.marks.pop(0)")
    ]
    limits = Limits(cpu_s_per_call=0.5, wall_s_per_call=20.0, grace_s=10.0)
    with Worker(Path(sys.executable), "tapes", path, [tmp_path], limits=limits) as worker:
        for stop_at_first in (True, False):
            results = worker.run_mutants(found, [program], stop_at_first=stop_at_first)
            assert [each.state.value for each in results] == ["killed"] * 3
            assert [each.disturbed for each in results] == [(("tape", "marks"),), (), ()]


def test_a_mutant_that_shows_beside_what_changes_is_told_from_one_that_changes_it(
    tmp_path: Path,
) -> None:
    source = textwrap.dedent(
        """
        class Gate:
            def __init__(self):
                self.passed = []
                self.is_open = False

            def go(self, name):
                self.passed.append(name)
                self.is_open = False
        """
    )
    path = tmp_path / "gates.py"
    path.write_text(source, encoding="utf-8")
    lines = (
        ProgramLine("plain", "Gate()", "gate"),
        ProgramLine("plain", 'gate.go("abc")', "v"),
    )
    program = Program(0, ("from gates import *",), (), lines)

    def mutant(original: str, replacement: str) -> Mutant:
        start = source.rindex(original)
        line = source.count("\n", 0, start) + 1
        end = start + len(original)
        return Mutant(replacement, "known", "", line, start, end, original, replacement)

    found = [
        mutant("self.is_open = False", "self.is_open = True"),
        mutant("self.passed.append(name)", "self.passed.append(1)"),
        mutant("self.passed.append(name)", "self.passed = self.is_open = 1"),
    ]
    limits = Limits(cpu_s_per_call=0.5, wall_s_per_call=20.0, grace_s=10.0)
    with Worker(Path(sys.executable), "gates", path, [tmp_path], limits=limits) as worker:
        for stop_at_first in (True, False):
            results = worker.run_mutants(found, [program], stop_at_first=stop_at_first)
            assert [each.state.value for each in results] == ["killed"] * 3
            assert [each.disturbed for each in results] == [(("gate", "is_open"),), (), ()]


def test_what_is_changed_before_the_call_under_test_tells_no_mutant(tmp_path: Path) -> None:
    source = textwrap.dedent(
        """
        class Tape:
            def __init__(self):
                self.marks = 0

            def mark(self):
                self.marks = self.marks + 1
        """
    )
    path = tmp_path / "marked.py"
    path.write_text(source, encoding="utf-8")
    start = source.index("+ 1")
    mutant = Mutant("m", "known", "", 7, start, start + 3, "+ 1", "+ 2")
    limits = Limits(cpu_s_per_call=0.5, wall_s_per_call=20.0, grace_s=10.0)
    with Worker(Path(sys.executable), "marked", path, [tmp_path], limits=limits) as worker:

        def state(*texts: str) -> str:
            lines = tuple(
                ProgramLine("plain", text, name) for text, name in zip(texts, "tuv", strict=False)
            )
            program = Program(0, ("from marked import *",), (), lines)
            return worker.run_mutants([mutant], [program])[0].state.value

        assert state("Tape()", "t.mark()") == "killed"
        assert state("Tape()", "t.mark()", "repr(1)") == "survived"
        assert state("Tape()", "t.mark()", "t.marks") == "killed"


def test_a_change_that_is_not_there_in_the_end_is_none(tmp_path: Path) -> None:
    source = textwrap.dedent(
        """
        class Door:
            def __init__(self):
                self.is_open = False
                self.passed = 0

            def close(self):
                self.passed += 1
                self.is_open = False
        """
    )
    path = tmp_path / "doors.py"
    path.write_text(source, encoding="utf-8")
    program = _program("doors", door="Door()", v="door.close()")
    found = [
        known_mutant(source, "self.is_open = False", "self.is_open = True"),
        known_mutant(source, "self.is_open = False", "pass"),
        known_mutant(source, "self.passed = 0", "self.passed = 1"),
        known_mutant(source, "self.passed += 1", "self.passed = 1; self.is_open = True"),
    ]
    with Worker(Path(sys.executable), "doors", path, [tmp_path]) as worker:
        for stop_at_first in (True, False):
            results = worker.run_mutants(found, [program], stop_at_first=stop_at_first)
            states = [each.state.value for each in results]
            assert states == ["survived", "survived", "killed", "survived"]


def test_what_lies_deeper_than_a_test_looks_tells_no_mutant(tmp_path: Path) -> None:
    source = textwrap.dedent(
        """
        class Door:
            def __init__(self):
                self.is_open = False

        class Row:
            def __init__(self):
                self.doors = []

            def add(self):
                self.doors.append(Door())

            def replace(self):
                self.doors = Door()
        """
    )
    path = tmp_path / "rows.py"
    path.write_text(source, encoding="utf-8")
    opened = known_mutant(source, "self.is_open = False", "self.is_open = True")
    with Worker(Path(sys.executable), "rows", path, [tmp_path]) as worker:

        def state(call: str) -> str:
            program = _program("rows", row="Row()", v=call)
            return worker.run_mutants([opened], [program])[0].state.value

        assert state("row.replace()") == "killed"
        assert state("row.add()") == "survived"


@pytest.mark.parametrize("together", [1, 3])
def test_a_mutant_meets_the_program_that_is_named_for_it_first(
    tmp_path: Path, together: int
) -> None:
    path = tmp_path / "counts.py"
    source = "def count(limit):\n    return limit + 1\n"
    path.write_text(source, encoding="utf-8")
    programs = [
        replace(_program("counts", v=f"count({number})"), candidate=number) for number in (5, 6, 7)
    ]
    found = [known_mutant(source, "1", str(number)) for number in range(2, 2 + together)]
    with Worker(Path(sys.executable), "counts", path, [tmp_path]) as worker:
        told = worker.run_mutants(found, programs, first={found[-1].id: 6})
        assert [each.killed_by for each in told] == [*[("5",)] * (together - 1), ("6",)]
        # Where the first one does not notice it, the others do.
        blind = replace(_program("counts", v="count"), candidate=6)
        told = worker.run_mutants(found, [programs[0], blind], first={found[-1].id: 6})
        assert [each.killed_by for each in told] == [("5",)] * together
