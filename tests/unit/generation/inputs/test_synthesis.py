from __future__ import annotations

import ast
import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from aqe.domain.candidate import Candidate, Definition, Statement
from aqe.domain.recipe import Await, Call, Literal, Operation, Recipe, Symbol, Variable
from aqe.domain.subject import ClassKind, ClassSubject
from aqe.generation.inputs import synthesis
from aqe.generation.inputs.vocabulary import ATOMS
from aqe.generation.scenario import Scenario, Step
from aqe.syntax.python.expressions import Printer

VALUES: list[Recipe] = [
    *synthesis.dataclass_types(),
    *synthesis.dataclass_values(),
    *synthesis.enum_members(),
    *synthesis.named_tuples(),
    *synthesis.coroutine_functions(),
    *synthesis.awaitables(),
    *synthesis.async_iterators(),
    *ATOMS["type"],
    *ATOMS["callable"],
    synthesis.namespace({"name": ATOMS["str"][0]}),
]


def _module(values: list[Recipe]) -> str:
    """A file with all definitions and one variable for each value."""
    definitions = synthesis.definitions_in(set(synthesis.DEFINITIONS), {})
    statements = tuple(Statement(each, f"value_{place}") for place, each in enumerate(values))
    program = Printer().program(Candidate(1, "act", statements, definitions), "demo")
    lines = [f"{each.target} = {each.source}" for each in program.lines]
    imports = sorted(program.imports)
    return "\n".join([*imports, "", "", "\n\n\n".join(program.definitions), "", "", *lines, ""])


def test_definitions_and_values_run() -> None:
    namespace: dict[str, object] = {"__name__": "made"}
    exec(compile(_module(VALUES), "made.py", "exec", dont_inherit=True), namespace)
    for place, recipe in enumerate(VALUES):
        assert f"value_{place}" in namespace, recipe
    for value in namespace.values():
        if asyncio.iscoroutine(value):
            value.close()


def test_definitions_and_values_please_the_linter(tmp_path: Path) -> None:
    path = tmp_path / "made.py"
    path.write_text(_module(VALUES))
    ended = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--isolated", "--ignore", "E731,I001", str(path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout


def test_definitions_stand_before_what_needs_them() -> None:
    found = synthesis.definitions_in({"Record", "Item", "stream_of"}, {})
    names = [each.name for each in found]
    assert sorted(names) == ["Item", "Record", "stream_of"]
    assert names.index("Item") < names.index("Record")


def test_made_up_definitions_of_a_subject_are_found_by_name() -> None:
    made = Definition("ConcreteShape", "class ConcreteShape:\n    pass")
    assert synthesis.definitions_in({"ConcreteShape"}, {"ConcreteShape": (made,)}) == (made,)
    assert synthesis.definitions_in({"Unknown"}, {}) == ()


@pytest.mark.parametrize(
    ("kind", "abstract", "methods", "expected"),
    [
        (ClassKind.ABSTRACT, ("area", "name"), ("area", "name", "show"), {"area", "name"}),
        (ClassKind.PROTOCOL, (), ("send", "close"), {"send", "close"}),
        (ClassKind.ABSTRACT, (), ("show",), set()),
    ],
)
def test_subclasses_fill_in_what_is_abstract(
    kind: ClassKind, abstract: tuple[str, ...], methods: tuple[str, ...], expected: set[str]
) -> None:
    shape = ClassSubject("demo", "Outer.Shape", kind, abstract_methods=abstract, methods=methods)
    definition, symbol = synthesis.subclass_of(shape)
    (node,) = ast.parse(definition.source).body
    assert isinstance(node, ast.ClassDef)
    assert {each.name for each in node.body if isinstance(each, ast.FunctionDef)} == expected
    assert ast.unparse(node.bases[0]) == "Outer.Shape"
    assert definition.name == symbol.name == node.name
    assert [each.name for each in definition.symbols] == ["Outer"]


def test_scenarios_carry_only_the_definitions_that_they_need() -> None:
    step = Step(None, expression=synthesis.dataclass_values()[0])
    assert Scenario((step,)).definitions == ()


@pytest.mark.parametrize(
    "made",
    [
        Operation("getitem", (Literal("ab"), Literal(0))),
        Await(Call(Symbol("asyncio", "sleep"), (Literal(0),))),
        Variable("@0"),
    ],
)
def test_a_stand_in_holds_whatever_can_be_made(made: Recipe) -> None:
    found = synthesis.namespace({"held": made})
    assert isinstance(found, Call)
    assert found.keywords == (("held", made),)
