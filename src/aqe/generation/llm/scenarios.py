"""Scenarios of a model: templates from its code, rows from its JSON, read strictly; nothing is executed here.

A template is a function that gives the value to be checked. One that was written as a test, and ends in
``assert ACTUAL == expected``, is taken as the function that gives ``ACTUAL``.
"""

from __future__ import annotations

import ast
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from aqe.domain.proposal import ProposedTest, ScenarioRow, ScenarioTemplate
from aqe.domain.syntax_trees import nodes_in
from aqe.generation.llm.code import CodeUnit, parsed
from aqe.generation.llm.replies import Block

__all__ = ["Scenarios", "read_scenarios", "read_templates", "source_of"]

_MOST_ROWS = 300
_MOST_TEMPLATES = 40
_LONGEST_DATA = 200_000
_LONGEST_VALUE = 2_000
_EXPECTED = frozenset({"expected", "result", "outcome"})


@dataclass(slots=True)
class Scenarios:
    """What an answer holds of scenarios."""

    rows: list[ScenarioRow] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class _Wrong(ValueError):
    """The data is not of the form that was asked for."""


def read_templates(units: Sequence[CodeUnit]) -> dict[str, ScenarioTemplate]:
    """The templates in the code of an answer, by the names that rows may call them."""
    found: dict[str, ScenarioTemplate] = {}
    for unit in units:
        for name, node in unit.functions.items():
            if node.args.args and any(
                isinstance(each, ast.Return) and each.value for each in nodes_in(node)
            ):
                source = next(each.source for each, tree in unit.helpers if tree is node)
                found[name] = _template(name, node, source, unit)
        for test in unit.tests:
            template = _of_test(test)
            if template is not None:
                found[test.name] = template
    return dict(list(found.items())[:_MOST_TEMPLATES])


def read_scenarios(blocks: Sequence[Block], templates: Mapping[str, ScenarioTemplate]) -> Scenarios:
    """The rows in the data of an answer; what is not of the form that was asked for is refused."""
    found = Scenarios()
    if not blocks:
        found.notes.append("the answer holds no JSON with scenarios")
    for block in blocks:
        try:
            data = _loaded(block)
            for row in _rows(data, templates, found.notes):
                if len(found.rows) >= _MOST_ROWS:
                    found.notes.append(f"more than {_MOST_ROWS} rows; the others are left out")
                    return found
                found.rows.append(row)
        except _Wrong as error:
            found.notes.append(f"scenarios are refused: {error}")
    return found


def source_of(value: Any) -> str:
    """The Python source of a JSON value."""
    return repr(value)


# -- templates -----------------------------------------------------------------------------------


def _template(name: str, node: ast.FunctionDef, source: str, unit: CodeUnit) -> ScenarioTemplate:
    imports, helpers = unit.needs_of([node])
    columns = tuple(each.arg for each in (*node.args.posonlyargs, *node.args.args))
    others = tuple(each for each in helpers if name not in each.names)
    return ScenarioTemplate(name, columns, source, imports, others)


def _of_test(test: ProposedTest) -> ScenarioTemplate | None:
    """A test as a template, where it ends in one comparison with what is expected."""
    tree = parsed(test.source)
    if tree is None or len(tree.body) != 1 or not isinstance(tree.body[0], ast.FunctionDef):
        return None
    node = tree.body[0]
    columns = [each.arg for each in node.args.args]
    expected = [each for each in columns if each in _EXPECTED]
    last = node.body[-1]
    match last:
        case ast.Assert(
            test=ast.Compare(left=actual, ops=[ast.Eq()], comparators=[ast.Name(id=name)])
        ):
            pass
        case _:
            return None
    if expected != [name] or any(
        isinstance(each, ast.Assert) for one in node.body[:-1] for each in nodes_in(one)
    ):
        return None
    lines = test.source.split("\n")
    kept = lines[node.lineno - 1 : last.lineno - 1]
    inputs = tuple(each for each in columns if each != name)
    called = f"scenario_{test.name.removeprefix('test_')}"
    kept[: node.body[0].lineno - node.lineno] = [f"def {called}({', '.join(inputs)}):"]
    margin = " " * last.col_offset
    source = "\n".join([*kept, f"{margin}return {ast.unparse(actual)}"])
    return ScenarioTemplate(called, inputs, source, test.imports, test.helpers)


# -- rows ----------------------------------------------------------------------------------------


def _loaded(block: Block) -> Any:
    if len(block.text) > _LONGEST_DATA:
        raise _Wrong(f"{len(block.text)} characters are too many")
    try:
        return json.loads(block.text, object_pairs_hook=_distinct, parse_constant=_no_constant)
    except RecursionError:
        raise _Wrong("it is nested too deep") from None
    except json.JSONDecodeError as error:
        cut = ", the answer ends inside it" if block.is_cut else ""
        raise _Wrong(f"no JSON: {error.msg} in line {error.lineno}{cut}") from None
    except ValueError as error:
        raise error if isinstance(error, _Wrong) else _Wrong(str(error)) from None


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _Wrong("a key stands twice in an object")
    return found


def _no_constant(name: str) -> Any:
    raise _Wrong(f"{name} is no JSON")


def _rows(
    data: Any, templates: Mapping[str, ScenarioTemplate], notes: list[str]
) -> Iterator[ScenarioRow]:
    if not isinstance(data, dict) or not isinstance(data.get("scenarios"), list):
        raise _Wrong('there is no list "scenarios"')
    for entry in data["scenarios"]:
        if not isinstance(entry, dict) or not isinstance(entry.get("rows"), list):
            raise _Wrong('a scenario has no list "rows"')
        name = entry.get("template")
        template = templates.get(name) if isinstance(name, str) else None
        if template is None and len(templates) == 1 and name is None:
            template = next(iter(templates.values()))
        if template is None:
            notes.append(f"there is no template {name!r}")
            continue
        for number, row in enumerate(entry["rows"], start=1):
            try:
                yield _row(row, template, number)
            except _Wrong as error:
                notes.append(f"row {number} of {name} is left out: {error}")


def _row(row: Any, template: ScenarioTemplate, number: int) -> ScenarioRow:
    if not isinstance(row, dict):
        raise _Wrong("it is no object")
    unknown = set(row) - {"values", "expected", "raises", "note"}
    if unknown:
        raise _Wrong(f"nobody asked for {sorted(unknown)[0]!r}")
    values = row.get("values")
    if isinstance(values, list) and len(values) == len(template.columns):
        values = dict(zip(template.columns, values, strict=True))
    if not isinstance(values, dict) or set(values) != set(template.columns):
        raise _Wrong(f"its values are not those of the columns {', '.join(template.columns)}")
    if ("expected" in row) == ("raises" in row):
        raise _Wrong("it needs either an expected result or an exception")
    sources = tuple(_checked(values[each]) for each in template.columns)
    raises = row.get("raises")
    if raises is None:
        return ScenarioRow(
            template,
            sources,
            expected=_checked(row["expected"]),
            is_approximate=_holds_float(row["expected"]),
            id=f"given-{number}",
        )
    if not isinstance(raises, str) or not all(each.isidentifier() for each in raises.split(".")):
        raise _Wrong(f"{raises!r} is no name of an exception")
    return ScenarioRow(template, sources, raises=raises.rpartition(".")[2], id=f"given-{number}")


def _checked(value: Any) -> str:
    if any(isinstance(each, float) and not math.isfinite(each) for each in _leaves(value)):
        raise _Wrong("it holds a number that is not finite")
    source = source_of(value)
    if len(source) > _LONGEST_VALUE:
        raise _Wrong("a value is too long")
    return source


def _holds_float(value: Any) -> bool:
    return any(isinstance(each, float) for each in _leaves(value))


def _leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        for each in value.values():
            yield from _leaves(each)
    elif isinstance(value, list):
        for each in value:
            yield from _leaves(each)
    else:
        yield value
