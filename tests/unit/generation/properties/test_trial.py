"""One refutation is enough; what holds on named inputs only is offered for those."""

from __future__ import annotations

from pathlib import Path

from law_runner import LawBench, law_bench

from aqe.domain.law import Alphabet, IntegerInputs, Law, TextInputs
from aqe.generation.properties.conjectures import conjectures
from aqe.generation.properties.trial import Trial
from aqe.syntax.python.expressions import Printer
from aqe.syntax.python.laws import law_definition, law_text


def trial_of(bench: LawBench) -> Trial:
    printer = Printer()
    return Trial(
        bench.bench,
        bench.sampler,
        lambda law: law_definition(law, printer),
        lambda law: (),
        {0: 1},
    )


def conjectured(bench: LawBench) -> list[Law]:
    return conjectures(bench.profiler.profiles(), bench.profiler.partners())


def texts(laws: list[Law]) -> set[str]:
    return {law_text(each, Printer()) for each in laws}


def screened(folder: Path, source: str) -> set[str]:
    bench = law_bench(folder, source)
    return texts([each.law for each in trial_of(bench).screened(conjectured(bench))])


def test_what_is_refuted_is_dropped(tmp_path: Path) -> None:
    found = screened(
        tmp_path,
        """
def add(a: int, b: int) -> int:
    return a + b

def sub(a: int, b: int) -> int:
    return a - b
""",
    )
    assert "add(a, b) == add(b, a)" in found
    assert "sub(a, b) == sub(b, a)" not in found


def test_constants_of_the_source_find_the_one_exception(tmp_path: Path) -> None:
    source = """
def odd(a: int, b: int) -> int:
    if a == 4217 and b == 93:
        return 0
    return a + b
"""
    bench = law_bench(tmp_path, source)
    trial = trial_of(bench)
    held = trial.tested(trial.screened(conjectured(bench)))
    assert "odd(a, b) == odd(b, a)" not in texts([each.law for each in held])


def test_a_law_is_offered_for_ascii_where_it_holds_only_there(tmp_path: Path) -> None:
    source = """
def peel(text: str) -> str:
    return text[1:] if text[:1] > "\\x7f" else text.strip("-")
"""
    bench = law_bench(tmp_path, source)
    trial = trial_of(bench)
    held = trial.tested(trial.screened(conjectured(bench)))
    (law,) = [each.law for each in held if each.law.title == "peel is idempotent"]
    assert law.variables[0].inputs == TextInputs(Alphabet.ASCII)


def test_empty_laws_are_told_from_telling_ones(tmp_path: Path) -> None:
    found = screened(
        tmp_path,
        """
def strip(text: str) -> str:
    return text.strip()

def keep(text: str) -> str:
    return text if text.isascii() else text + "!!"
""",
    )
    assert "strip(strip(text)) == strip(text)" in found
    # On ASCII `keep` changes nothing: that it changes nothing twice is no news.
    assert not any(each.startswith("keep(keep(") for each in found)


def test_promises_that_nearly_hold_are_told(tmp_path: Path) -> None:
    source = """
def encode(text: str) -> str:
    return text.replace("&", "+a")

def decode(text: str) -> str:
    return text.replace("+a", "&")
"""
    bench = law_bench(tmp_path, source)
    trial = trial_of(bench)
    assert "decode(encode(text)) == text" not in texts(
        [each.law for each in trial.screened(conjectured(bench))]
    )
    (near,) = trial.near_misses()
    assert near.law.is_named
    assert near.failed < near.held
    assert "+a" in str(near.counterexample[0])


def test_promises_that_do_not_nearly_hold_are_not(tmp_path: Path) -> None:
    source = """
def encode(text: str) -> str:
    return text[:2]

def decode(text: str) -> str:
    return text
"""
    bench = law_bench(tmp_path, source)
    trial = trial_of(bench)
    trial.screened(conjectured(bench))
    assert trial.near_misses() == []


def test_what_undoes_is_not_asked_for_inputs_of_its_own(tmp_path: Path) -> None:
    found = screened(
        tmp_path,
        """
def to_code(number: int) -> str:
    return "<%d>" % number

def from_code(code):
    assert code[0] == "<"
    return int(code[1:-1])
""",
    )
    assert "from_code(to_code(number)) == number" in found


def test_two_callables_that_agree(tmp_path: Path) -> None:
    source = """
def square(number: int) -> int:
    return number * number

def power(number: int) -> int:
    return number ** 2

def also_square(number: int) -> int:
    return square(number)

def cube(number: int) -> int:
    return number ** 3
"""
    found = screened(tmp_path, source)
    agreeing = {each for each in found if " == " in each and "square(number) ==" in each}
    assert "square(number) == power(number)" in agreeing
    assert not any("also_square(number) == square" in each for each in found)
    assert not any("square(number) == also_square" in each for each in found)
    assert not any("cube" in each and "square" in each for each in found)


def test_nothing_is_tried_when_time_is_up(tmp_path: Path) -> None:
    bench = law_bench(tmp_path, "def neg(number: int) -> int:\n    return -number\n")
    laws = conjectured(bench)
    assert laws
    used = len(bench.runner.requests)
    bench.bench.is_over = lambda: True
    assert trial_of(bench).screened(laws) == []
    assert len(bench.runner.requests) == used


def test_a_law_that_hangs_does_not_hold(tmp_path: Path) -> None:
    bench = law_bench(
        tmp_path,
        """
def neg(number: int) -> int:
    return -number

def pos(number: int) -> int:
    return abs(number)
""",
        hangs="bool(neg(neg(",
    )
    found = texts([each.law for each in trial_of(bench).screened(conjectured(bench))])
    assert "neg(neg(number)) == number" not in found
    assert "pos(pos(number)) == pos(number)" in found


def test_bounds_are_kept(tmp_path: Path) -> None:
    source = """
def to_letter(number: int) -> str:
    if not 1 <= number <= 26:
        raise ValueError(number)
    return chr(number + 96)

def from_letter(letter: str) -> int:
    return ord(letter) - 96
"""
    bench = law_bench(tmp_path, source)
    held = trial_of(bench).screened(conjectured(bench))
    (law,) = [each.law for each in held if each.law.title == "from_letter undoes to_letter"]
    assert law.variables[0].inputs == IntegerInputs(1, 26)
