"""From a block of code to its tests, each with the imports and helpers that it needs.

Blocks are parsed, never executed. Of code that does not parse (cut off in the middle, prose behind it) the
whole statements that do are kept.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from aqe.domain.proposal import Helper, ImportedName, ProposedTest
from aqe.domain.syntax_trees import nodes_in, parsed_module
from aqe.generation.llm.names import ending
from aqe.generation.llm.replies import Block

__all__ = ["CodeUnit", "is_deep", "names_in", "parsed", "read_code"]

Function = ast.FunctionDef | ast.AsyncFunctionDef
_LONGEST_BLOCK = 200_000
_MOST_TESTS = 120
_DEEPEST = 100
"""Levels of a tree; what walks it needs up to five calls for each, and Python gives about a thousand."""
_LEFT_OUT = re.compile(r"^(?:setup|teardown)_(?:module|function|class|method)$|^pytest_")
_COLUMN_ZERO = re.compile(r"^[^\s)#\]}]")
_CLOCKWORK = ("asyncio", "anyio", "trio")


@dataclass(slots=True)
class CodeUnit:
    """What one block of code holds."""

    tests: list[ProposedTest] = field(default_factory=list)
    functions: dict[str, ast.FunctionDef] = field(default_factory=dict)
    """Plain functions at the top, by name."""
    notes: list[str] = field(default_factory=list)
    imports: dict[str, ImportedName] = field(default_factory=dict)
    helpers: list[tuple[Helper, ast.stmt]] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)

    def needs_of(
        self, nodes: Sequence[ast.AST]
    ) -> tuple[tuple[ImportedName, ...], tuple[Helper, ...]]:
        """The imports and helpers that code needs, helpers of helpers included."""
        wanted = set().union(*(names_in(each) for each in nodes)) if nodes else set()
        chosen: set[int] = set()
        is_growing = True
        while is_growing:
            is_growing = False
            for place, (helper, node) in enumerate(self.helpers):
                if place not in chosen and wanted.intersection(helper.names):
                    chosen.add(place)
                    wanted |= names_in(node)
                    is_growing = True
        imports = tuple(each for name, each in self.imports.items() if name in wanted)
        return imports, tuple(self.helpers[each][0] for each in sorted(chosen))


def read_code(block: Block, imported: Callable[[ast.stmt], Iterable[ImportedName]]) -> CodeUnit:
    """The tests of a block.

    Args:
        block: Of an answer.
        imported: The names that an import statement binds, with wrong modules put right.
    """
    unit = CodeUnit()
    text = block.text
    if len(text) > _LONGEST_BLOCK:
        unit.notes.append(f"a block of {len(text)} characters is too long")
        return unit
    text, tree = _whole_or_part(text, unit)
    if tree is None:
        return unit
    unit.lines = text.split("\n")
    waiting: list[Function | ast.ClassDef] = []
    for node in tree.body:
        _sort_in(node, unit, waiting, imported)
    for each in waiting:
        unit.tests += (
            _class_tests(each, unit) if isinstance(each, ast.ClassDef) else [_test(each, unit)]
        )
    if len(unit.tests) > _MOST_TESTS:
        unit.notes.append(f"{len(unit.tests)} tests; only {_MOST_TESTS} are looked at")
        del unit.tests[_MOST_TESTS:]
    return unit


def parsed(text: str) -> ast.Module | None:
    """The tree of a text; None where it is no Python."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return parsed_module(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def is_deep(tree: ast.AST) -> bool:
    """Whether a tree has more levels than whoever walks it can take."""
    level: list[ast.AST] = [tree]
    for _ in range(_DEEPEST):
        level = [child for each in level for child in ast.iter_child_nodes(each)]
        if not level:
            return False
    return True


def names_in(node: ast.AST) -> set[str]:
    """Names that code uses: variables, and parameters, which may ask for fixtures."""
    found: set[str] = set()
    for each in nodes_in(node):
        if isinstance(each, ast.Name):
            found.add(each.id)
        elif isinstance(each, ast.arg):
            found.add(each.arg)
        elif isinstance(each, ast.Call) and ending(each.func) == "usefixtures":
            found |= {str(one.value) for one in each.args if isinstance(one, ast.Constant)}
    return found


# -- parsing what may be broken ------------------------------------------------------------------


def _whole_or_part(text: str, unit: CodeUnit) -> tuple[str, ast.Module | None]:
    for attempt in (text, text.expandtabs(4)):
        tree = _shallow(attempt)
        if tree is not None:
            return attempt, tree
    text = text.expandtabs(4)
    kept: list[str] = []
    for chunk in _chunks(text):
        whole = chunk if _shallow(chunk) is not None else _shorter(chunk)
        if whole:
            kept.append(whole)
        if whole != chunk:
            first = next((line for line in chunk.split("\n") if line.strip()), "")
            why = "does not parse" if parsed(chunk) is None else "is nested too deeply"
            unit.notes.append(f"left out, since it {why}: {first.strip()[:80]}")
    found = "\n".join(kept)
    return found, _shallow(found) if kept else None


def _shallow(text: str) -> ast.Module | None:
    tree = parsed(text)
    return None if tree is None or is_deep(tree) else tree


def _chunks(text: str) -> Iterator[str]:
    """Pieces that begin at the margin; decorators stay with what they decorate."""
    lines: list[str] = []
    for line in text.split("\n"):
        starts = _COLUMN_ZERO.match(line) and not line.startswith(
            ("else", "except", "finally", "elif")
        )
        if starts and any(one.strip() and not one.startswith("@") for one in lines):
            yield "\n".join(lines)
            lines = []
        lines.append(line)
    if any(each.strip() for each in lines):
        yield "\n".join(lines)


def _shorter(chunk: str) -> str:
    """A class without the members at its end that do not parse; other chunks cannot be shortened."""
    lines = chunk.split("\n")
    if not any(each.startswith("class ") for each in lines):
        return ""
    members = [
        place
        for place, line in enumerate(lines)
        if re.match(r"^\s+(?:def|async def|@|class)\b|^\s+@", line)
    ]
    for place in reversed(members[-20:]):
        shorter = "\n".join(lines[:place]).rstrip()
        if _shallow(shorter) is not None:
            return shorter
    return ""


# -- what stands at the top ----------------------------------------------------------------------


def _sort_in(
    node: ast.stmt,
    unit: CodeUnit,
    waiting: list[Function | ast.ClassDef],
    imported: Callable[[ast.stmt], Iterable[ImportedName]],
) -> None:
    match node:
        case ast.Import() | ast.ImportFrom():
            for each in imported(node):
                unit.imports[each.bound] = each
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            if node.name.startswith("test") and not _is_fixture(node):
                waiting.append(node)
            elif _LEFT_OUT.match(node.name) or _is_automatic(node):
                unit.notes.append(f"left out, since it would act on other tests: {node.name}")
            else:
                unit.helpers.append((Helper((node.name,), _source(node, unit)), node))
                if isinstance(node, ast.FunctionDef):
                    unit.functions[node.name] = node
        case ast.ClassDef():
            if any(_is_test(each) for each in node.body):
                waiting.append(node)
            else:
                unit.helpers.append((Helper((node.name,), _source(node, unit)), node))
        case ast.Assign() | ast.AnnAssign():
            names = tuple(
                each.id
                for each in nodes_in(node)
                if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)
            )
            if names and not {"pytestmark", "pytest_plugins"}.intersection(names):
                unit.helpers.append((Helper(names, _source(node, unit)), node))
        case ast.Expr(value=ast.Constant()):
            pass
        case _:
            first = ast.unparse(node).partition("\n")[0][:80]
            unit.notes.append(f"left out, since it stands outside of any test: {first}")


def _is_test(node: ast.stmt) -> bool:
    return isinstance(node, Function) and node.name.startswith("test") and not _is_fixture(node)


def _is_fixture(node: Function) -> bool:
    return any(ending(each) == "fixture" for each in node.decorator_list)


def _is_automatic(node: Function) -> bool:
    return any(
        isinstance(each, ast.Call)
        and ending(each) == "fixture"
        and any(one.arg == "autouse" for one in each.keywords)
        for each in node.decorator_list
    )


def _source(node: ast.stmt, unit: CodeUnit) -> str:
    decorators = [each.lineno for each in getattr(node, "decorator_list", [])]
    first = min([node.lineno, *decorators])
    return "\n".join(unit.lines[first - 1 : node.end_lineno]).rstrip()


# -- tests ---------------------------------------------------------------------------------------


def _test(node: Function, unit: CodeUnit) -> ProposedTest:
    imports, helpers = unit.needs_of([node])
    if isinstance(node, ast.AsyncFunctionDef):
        source, imports = _synchronous(node, unit, imports)
        return ProposedTest(node.name, source, imports, helpers)
    return ProposedTest(node.name, _source(node, unit), imports, helpers)


def _synchronous(
    node: ast.AsyncFunctionDef, unit: CodeUnit, imports: tuple[ImportedName, ...]
) -> tuple[str, tuple[ImportedName, ...]]:
    """A coroutine as a plain test: it stands as it is, and a test runs it."""
    inner = f"_{node.name}"
    lines = unit.lines[node.lineno - 1 : node.end_lineno]
    lines[0] = lines[0].replace(f"def {node.name}", f"def {inner}", 1)
    kept = [each for each in node.decorator_list if not _is_clockwork(each)]
    decorators = [f"@{ast.unparse(each)}" for each in kept]
    names = [each.arg for each in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)]
    call = f"{inner}({', '.join(f'{each}={each}' for each in names)})"
    wrapper = [*decorators, f"def {node.name}({', '.join(names)}):", f"    asyncio.run({call})"]
    source = "\n".join(["\n".join(lines).rstrip(), "", "", *wrapper])
    used = {each.bound for each in imports}
    extra = () if "asyncio" in used else (ImportedName("asyncio", bound="asyncio"),)
    return source, (*imports, *extra)


def _is_clockwork(decorator: ast.expr) -> bool:
    """Whether it only says which event loop runs a test."""
    return any(name in ast.unparse(decorator) for name in _CLOCKWORK)


def _class_tests(node: ast.ClassDef, unit: CodeUnit) -> list[ProposedTest]:
    """A test for each method, with the class less its other tests."""
    members = [each for each in node.body if not _is_test(each)]
    first = min([node.lineno, *(each.lineno for each in node.decorator_list)])
    body_starts = min(_first_line(each) for each in node.body)
    head = unit.lines[first - 1 : body_starts - 1]
    if not head:  # a class on one line
        return []
    for each in members:
        head += unit.lines[_first_line(each) - 1 : each.end_lineno]
    while head and not head[-1].strip():
        head.pop()
    tests = []
    frame = [*node.bases, *node.decorator_list, *members]
    for each in node.body:
        if not _is_test(each):
            continue
        if isinstance(each, ast.AsyncFunctionDef):
            unit.notes.append(f"left out, since a class holds it: the coroutine {each.name}")
            continue
        imports, helpers = unit.needs_of([*frame, each])
        source = "\n".join(unit.lines[_first_line(each) - 1 : each.end_lineno]).rstrip()
        name = f"{node.name}::{getattr(each, 'name', '')}"
        tests.append(ProposedTest(name, source, imports, helpers, "\n".join(head)))
    return tests


def _first_line(node: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(each.lineno for each in decorators)])
