"""Inputs that hold the constants beside a mutant: what a changed constant does shows with it, or next to it.

Constants of the code are where its behaviour changes (as dynamic seeding has it: Fraser and Arcuri, "The
seed is strong", ICST 2012). Here only those of the mutated statement are taken, nearest first.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from itertools import islice

from aqe.domain.mutant import Mutant
from aqe.domain.recipe import Literal
from aqe.generation.archive import Entry
from aqe.generation.edits import parts_of, with_part
from aqe.generation.ports import PatternSampler
from aqe.generation.scenario import Scenario

__all__ = ["Constants", "hosts", "one_of_each", "planted"]

_MOST = 10
"""Constants beside one mutant."""
_LONGEST = 60
_DELAY = 3
"""A value in the midst of another comes after so many further values by themselves."""
_ANY_TYPE = 3
"""Values that take the place of an argument of another type, too."""
_PATTERN = frozenset("\\[(*+?|^$")
_MOST_CALLS = 30
"""Statements on module level that are looked at for one callable."""

_Constant = str | bytes | int | float


class Constants:
    """Finds the constants beside places of a source text."""

    def __init__(self, source: str, sample: PatternSampler) -> None:
        self._sample = sample
        self._text = _Text(source)
        try:
            self._tree: ast.Module = ast.parse(source)
        except (SyntaxError, ValueError, RecursionError):
            self._tree = ast.Module([], [])
        self._calls = _calls_of_the_import(self._tree)
        self._filled = _module_names_in_functions(self._tree)

    def filled_by(self, qualname: str) -> tuple[str, ...]:
        """Names of the module in a function that the import calls, as registrations are; else none.

        What it does with the module's tables shows in other functions that read them.
        """
        name = qualname.partition(".")[0]
        return self._filled.get(name, ()) if name in self._calls else ()

    def beside(self, mutant: Mutant) -> list[_Constant]:
        """Values for inputs, those that stand nearest to the mutant first."""
        nodes: list[ast.Constant] = []
        for node in reversed(self._path_to(mutant)):
            near = sorted(_constants(node), key=lambda each: self._distance(each, mutant))
            nodes += near[:_MOST]
        given = self._calls.get(mutant.qualname.partition(".")[0], [])
        nodes = [*given, *nodes] if self.filled_by(mutant.qualname) else [*nodes, *given]
        found: list[_Constant] = []
        for node in dict.fromkeys(nodes):
            for value in self._variants(node.value):
                if not any(type(value) is type(each) and value == each for each in found):
                    found.append(value)
        return found

    def _path_to(self, mutant: Mutant) -> list[ast.AST]:
        """Nodes from the innermost statement around a mutant down to the innermost expression."""
        path: list[ast.AST] = []
        waiting = list(ast.iter_child_nodes(self._tree))
        while waiting:
            node = waiting.pop()
            if "lineno" not in node._attributes:
                waiting += ast.iter_child_nodes(node)
            elif self._text.start(node) <= mutant.start and mutant.end <= self._text.end(node):
                path.append(node)
                waiting = list(ast.iter_child_nodes(node))
        statements = [place for place, each in enumerate(path) if isinstance(each, ast.stmt)]
        return path[statements[-1] :] if statements else []

    def _distance(self, node: ast.Constant, mutant: Mutant) -> int:
        return abs(self._text.start(node) - mutant.start)

    def _variants(self, value: object) -> Iterator[_Constant]:
        match value:
            case bool():
                return
            case int():
                yield from (value, value + 1, value - 1)
            case float():
                yield value
            case str() if 0 < len(value) <= _LONGEST:
                yield value
                if _PATTERN & set(value):
                    yield from islice(self._sample(value), 2)
                for other in (value.capitalize(), value.upper(), value.lower()):
                    if other != value:
                        yield other
            case bytes() if 0 < len(value) <= _LONGEST:
                yield value
            case _:
                return


def hosts(entries: Sequence[Entry]) -> list[Entry]:
    """Entries in which something can be planted."""
    return [
        entry
        for entry in entries
        if any(isinstance(part, Literal) for _, part in parts_of(entry.scenario))
    ]


def one_of_each(entries: Sequence[Entry]) -> list[Entry]:
    """The first entry of each callable: what reads a table may be any of them."""
    return list({each.scenario.subject: each for each in reversed(entries)}.values())[::-1]


def planted(scenario: Scenario, values: Sequence[_Constant]) -> Iterator[Scenario]:
    """Copies of a scenario with one of the values in the place, or in the midst, of a literal.

    Args:
        scenario: to start from.
        values: what to plant, the most promising first.
    """
    places = [(place, part) for place, part in parts_of(scenario) if isinstance(part, Literal)]
    ranked = [
        (rank + delay, place, new)
        for rank, value in enumerate(values)
        for place, part in places
        for delay, new in _placed(part, value, any_type=rank < _ANY_TYPE and not place[2])
    ]
    for _, place, new in sorted(ranked, key=lambda each: each[0]):
        yield with_part(scenario, place, new)


def _placed(part: Literal, value: _Constant, *, any_type: bool) -> Iterator[tuple[int, Literal]]:
    """What becomes of a literal, and after how many other values it is due."""
    old = part.value
    is_kin = type(old) is type(value) or (
        isinstance(old, int | float) and isinstance(value, int | float)
    )
    if (is_kin or any_type) and not isinstance(old, bool):
        yield 0, Literal(value)
    if isinstance(old, str) and isinstance(value, str) and 0 < len(old) + len(value) <= _LONGEST:
        middle = len(old) // 2
        yield _DELAY, Literal(old[:middle] + value + old[middle:])
        yield _DELAY, Literal(old + value)
        yield _DELAY, Literal(value + old)


def _calls_of_the_import(tree: ast.Module) -> dict[str, list[ast.Constant]]:
    """Functions that statements on module level call -> the constants that they are given there."""
    found: dict[str, list[ast.Constant]] = {}
    statements = [
        each
        for each in tree.body
        if not isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    ]
    for statement in statements:
        for node in ast.walk(statement):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                given = found.setdefault(node.func.id, [])
                if len(given) < _MOST_CALLS:
                    given += [each for each in node.args if isinstance(each, ast.Constant)]
    return found


def _module_names_in_functions(tree: ast.Module) -> dict[str, tuple[str, ...]]:
    """Functions -> the variables of the module that they mention."""
    bound = {
        target.id
        for statement in tree.body
        if isinstance(statement, ast.Assign | ast.AnnAssign)
        for target in ast.walk(statement)
        if isinstance(target, ast.Name) and isinstance(target.ctx, ast.Store)
    }
    found = {}
    for statement in tree.body:
        if isinstance(statement, ast.FunctionDef):
            names = (each.id for each in ast.walk(statement) if isinstance(each, ast.Name))
            found[statement.name] = tuple(dict.fromkeys(each for each in names if each in bound))
    return found


def _constants(node: ast.AST) -> list[ast.Constant]:
    """Constants of an expression, or of the head of a statement."""
    if isinstance(node, ast.Constant):
        return [node]
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        parts: list[ast.AST] = [node.args]
    elif isinstance(node, ast.ClassDef):
        parts = list(node.decorator_list)
    elif isinstance(node, ast.stmt):
        parts = [each for each in ast.iter_child_nodes(node) if not isinstance(each, ast.stmt)]
    else:
        parts = [node]
    return [each for part in parts for each in ast.walk(part) if isinstance(each, ast.Constant)]


class _Text:
    """Offsets in characters for the lines and bytes that a syntax tree counts."""

    def __init__(self, source: str) -> None:
        self._lines = source.split("\n")
        self._starts = [0]
        for line in self._lines:
            self._starts.append(self._starts[-1] + len(line) + 1)

    def start(self, node: ast.AST) -> int:
        """Offset of the first character of a node."""
        return self._offset(node.lineno, node.col_offset)  # type: ignore[attr-defined]

    def end(self, node: ast.AST) -> int:
        """Offset behind its last character."""
        return self._offset(node.end_lineno, node.end_col_offset)  # type: ignore[attr-defined]

    def _offset(self, line: int, column: int) -> int:
        before = self._lines[line - 1].encode()[:column]
        return self._starts[line - 1] + len(before.decode("utf-8", "ignore"))
