"""Candidates, really observed by a worker, become a file that passes pytest and ruff."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from aqe.domain.candidate import Candidate, Definition, Statement, StatementForm
from aqe.domain.recipe import (
    Attribute,
    Await,
    Call,
    Collection,
    Literal,
    Mapping,
    Operation,
    Recipe,
    Symbol,
    Variable,
    Verbatim,
)
from aqe.domain.subject import (
    CallableKind,
    CallableSubject,
    ClassKind,
    ClassSubject,
    Parameter,
    ParameterKind,
    Subject,
)
from aqe.domain.suite import OracleBasis, Suite, TestCase
from aqe.execution.workers import Worker
from aqe.generation.observing.oracles import Oracles
from aqe.syntax.python.expressions import Printer
from aqe.syntax.python.suites import Header, PrintedSuite, is_untouched, print_suite

FOLDER = Path(__file__).parents[1] / "subjects" / "printing"
GOLDEN = Path(__file__).parents[1] / "golden" / "test_storehouse.py.txt"
RUFF = Path(sys.executable).with_name("ruff")
MODULE = "storehouse"
OPAQUE = re.compile(
    r"^(?:[a-z]|[a-z_]*?_\d+|(?:var|obj|arg|tmp|val|value|res|result|x|v|a|o|s|p)\d+)$"
)
needs_ruff = pytest.mark.skipif(not RUFF.exists(), reason="ruff is not installed")

BOX = Symbol(MODULE, "Box")
TWIN = Definition("Twin", "class Twin(Box):\n    label = 'twin'", (BOX,))
OTHER_TWIN = Definition("Twin", "class Twin:\n    size = 2")


def of(name: str, *arguments: object, **keywords: object) -> Call:
    """A call of a name of the subject."""
    callee: Recipe = Symbol(MODULE, name)
    return Call(
        callee,
        tuple(recipe(each) for each in arguments),
        tuple((key, recipe(value)) for key, value in keywords.items()),
    )


def recipe(value: object) -> Recipe:
    if isinstance(value, list | tuple):
        return Collection(type(value).__name__, tuple(recipe(each) for each in value))
    if isinstance(value, dict):
        return Mapping(tuple((recipe(key), recipe(item)) for key, item in value.items()))
    if value is None or isinstance(value, bool | int | float | str | bytes):
        return Literal(value)
    return value  # type: ignore[return-value]


def method(owner: str, name: str, *arguments: object) -> Call:
    return Call(Attribute(Variable(owner), name), tuple(recipe(each) for each in arguments))


def act(expression: Recipe, **changes: object) -> Statement:
    return Statement(expression, "result", is_act=True, **changes)  # type: ignore[arg-type]


def candidates() -> Iterator[Candidate]:
    def one(subject: str, *statements: Statement, **changes: object) -> Candidate:
        nonlocal number
        number += 1
        return Candidate(number, subject, statements, **changes)  # type: ignore[arg-type]

    number = 0
    for value in (0, 1, 7):
        yield one("spell", act(of("spell", value)))
    yield one("spell", act(of("spell", 2)), documented="'two'", origin="example")
    yield one("spell", act(of("spell", -1)))
    yield one("half", act(of("half", 1)))
    yield one("half", act(of("half", float("nan"))))
    yield one("count", act(of("count", [])))
    yield one("count", act(of("count", ["a long text that needs some room", "another text " * 4])))
    yield one("announce", act(of("announce", "you")))
    yield one("old", act(of("old", "you")))
    yield one("save", act(of("save", Variable("tmp_path"), "note")), fixtures=("tmp_path",))
    yield one("later", act(Await(of("later", 4))))
    yield one("make_box", act(of("make_box", 3)))
    box = Statement(of("Box", 3), "box")
    full = Statement(of("Box", 0, label="crate (old)"), "box")
    yield one("Box.push", box, act(method("box", "push", "pen")))
    yield one("Box.push", full, act(method("box", "push", "pen")))
    yield one(
        "Box.__contains__", box, act(Operation("contains", (Variable("box"), Literal("pen"))))
    )
    yield one("Box.__len__", box, act(Call(Symbol("builtins", "len"), (Variable("box"),))))
    yield one("Box.__enter__", act(of("Box", 1), form=StatementForm.WITH))
    values = Statement(recipe([3, 1]), "values")
    unused = Statement(recipe([4]), "spare")
    yield one("sort_in_place", unused, values, act(of("sort_in_place", Variable("values"))))
    for size in (-1, -5, -9):
        yield one("Box.__init__", act(of("Box", size)))
    twin = Statement(Call(Symbol("", "Twin"), (Literal(1),)), "d")
    yield one("Box.push", twin, act(method("d", "push", "x")), definitions=(TWIN,))
    yield one(
        "half",
        act(Call(Attribute(Call(Symbol("", "Twin")), "size.__add__"), (Literal(1),))),
        definitions=(OTHER_TWIN,),
    )
    spelled = Verbatim("[spell(i) for i in (1, 2)]", (Symbol(MODULE, "spell"),))
    yield one("spell", act(spelled))
    yield one("filter", act(of("filter", "ab")))
    yield one("filter", act(of("filter", "x" * 300)))
    yield one("sort_in_place", act(of("sort_in_place", None)))


def parameters(*names: str) -> tuple[Parameter, ...]:
    return tuple(Parameter(name, ParameterKind.POSITIONAL_OR_KEYWORD) for name in names)


def function(qualname: str, *names: str) -> CallableSubject:
    name = qualname.rpartition(".")[2]
    return CallableSubject(qualname, name, CallableKind.FUNCTION, None, parameters(*names))


def subject() -> Subject:
    callables = (
        function("Box.__init__", "size", "label"),
        function("Box.push", "item"),
        function("spell", "number"),
        function("half", "number"),
        function("count", "values"),
    )
    box = ClassSubject(MODULE, "Box", ClassKind.PLAIN, constructor=parameters("size", "label"))
    path = FOLDER / "storehouse.py"
    source = path.read_text(encoding="utf-8")
    return Subject(MODULE, path, FOLDER, source, "python", callables, (box,))


@pytest.fixture(scope="module")
def printed() -> PrintedSuite:
    """The suite of all candidates, observed in a real worker."""
    printer, oracles = Printer(), Oracles(MODULE, frozenset({"Box", "Full"}))
    everything = list(candidates())
    with Worker(Path(sys.executable), MODULE, FOLDER / "storehouse.py", [FOLDER]) as worker:
        runs = worker.run([printer.program(each, MODULE) for each in everything], observe=True)
    cases = [
        oracles.with_assertions(TestCase(each, run, OracleBasis.RECORDED, frozenset()))
        for each, run in zip(everything, runs, strict=True)
    ]
    assert all(case.assertions for case in cases)
    command = "aqe test generate storehouse.py --seed 1"
    return print_suite(Suite(MODULE, tuple(cases), 1), subject(), Header("0.0", command))


def run_pytest(printed: PrintedSuite, folder: Path, subject_folder: Path) -> str:
    file = folder / "test_storehouse.py"
    file.write_text(printed.text, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(subject_folder)}
    command = [sys.executable, "-m", "pytest", "-q", "-rA", "-W", "error", str(file)]
    command += ["-c", os.devnull, "--rootdir", str(folder), "-p", "no:cacheprovider"]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    return done.stdout


def outcomes(output: str, outcome: str) -> set[str]:
    return set(re.findall(rf"^{outcome} \S*?::(\S+)", output, re.MULTILINE))


def test_printed_suite_is_the_golden_one(printed: PrintedSuite) -> None:
    if "AQE_UPDATE_GOLDEN" in os.environ:
        GOLDEN.write_text(printed.text, encoding="utf-8")
    assert printed.text == GOLDEN.read_text(encoding="utf-8")


def test_printed_suite_passes_and_its_tests_are_those_it_names(
    printed: PrintedSuite, tmp_path: Path
) -> None:
    output = run_pytest(printed, tmp_path, FOLDER)
    assert outcomes(output, "PASSED") == {name for name, _ in printed.tests}, output
    assert not outcomes(output, "FAILED")
    numbers = [number for _, candidates in printed.tests for number in candidates]
    assert sorted(numbers) == [each.id for each in candidates()]


def test_printed_suite_fails_where_the_subject_changes(
    printed: PrintedSuite, tmp_path: Path
) -> None:
    source = (FOLDER / "storehouse.py").read_text(encoding="utf-8")
    broken = source.replace("number / 3", "number / 4").replace("is full", "is stuffed")
    (tmp_path / "changed").mkdir()
    (tmp_path / "changed" / "storehouse.py").write_text(broken, encoding="utf-8")
    output = run_pytest(printed, tmp_path, tmp_path / "changed")
    failed = outcomes(output, "FAILED")
    assert any(name.startswith("test_half") for name in failed), output
    assert any(name.startswith("test_box_push_raises_full") for name in failed)
    assert len(outcomes(output, "PASSED")) > len(failed)


@needs_ruff
def test_printed_suite_passes_the_default_formatter_and_rules(printed: PrintedSuite) -> None:
    for command in (["format", "--diff"], ["check"], ["check", "--select", "I,F,E7,E9"]):
        arguments = [str(RUFF), *command, "--isolated", "--stdin-filename", "test_x.py", "-"]
        done = subprocess.run(
            arguments, input=printed.text, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr


def test_names_tell_something(printed: PrintedSuite) -> None:
    tests = [
        node for node in ast.walk(ast.parse(printed.text)) if isinstance(node, ast.FunctionDef)
    ]
    names = [node.name for node in tests if node.name.startswith("test_")]
    assert len(names) == len(set(names)) > 15
    for node in tests:
        assert len(node.name) <= 70
        assert node.name.isascii()
        stored = {
            each.id
            for each in ast.walk(node)
            if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)
        }
        assert not [name for name in stored if OPAQUE.match(name) or name == "value"]


def test_candidates_are_found_again_by_node_id(printed: PrintedSuite) -> None:
    name, expected = next((name, ids) for name, ids in printed.tests if "[" in name)
    assert printed.candidates_of(f"tests/test_storehouse.py::{name}") == expected
    whole = printed.candidates_of(f"tests/test_storehouse.py::{name.partition('[')[0]}")
    assert len(whole) == 3
    assert set(expected) < set(whole)


def test_edit_is_noticed(printed: PrintedSuite) -> None:
    assert is_untouched(printed.text)
    assert is_untouched(printed.text.replace("\n", "\r\n"))
    assert not is_untouched(printed.text.replace("is full", "was full"))
    assert not is_untouched(printed.text + "# mine\n")
    assert not is_untouched("def test_mine():\n    assert True\n")
