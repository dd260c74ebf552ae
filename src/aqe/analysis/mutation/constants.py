"""Constants beside a mutant: where the behaviour of the code changes, inputs are worth trying.

Dynamic seeding takes all constants that a search meets (Fraser and Arcuri, "The seed is strong", ICST 2012).
Here only those of the mutated statement are taken, nearest first, and what registrations are given that run
with the import.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from aqe.analysis.mutation.text import SourceText
from aqe.domain.mutant import Mutant
from aqe.domain.syntax_trees import nodes_in, shared_module

__all__ = ["Constant", "Constants"]

Constant = str | bytes | int | float

_MOST = 10
"""Constants of one expression or statement around a mutant."""
_LONGEST = 60
"""Characters of a text."""
_SAMPLES = 2
"""Of one regular expression."""
_PATTERN = re.compile(r"[\\\[(*+?|^$]|\{\d")
"""A sign or a count that a regular expression may be known by."""
_MOST_GIVEN = 30
"""Constants that one callable is given by the import."""
_Placed = ast.stmt | ast.expr | ast.keyword | ast.arg | ast.excepthandler


class Constants:
    """Finds the constants beside mutants of one source.

    Args:
        source: of the subject; one that cannot be parsed has none.
        sample: texts that a regular expression matches, simplest first.
    """

    def __init__(self, source: str, sample: Callable[[str], Sequence[str]]) -> None:
        self._sample = sample
        self._text = SourceText(source)
        try:
            self._tree: ast.Module = shared_module(source)
        except (SyntaxError, ValueError, RecursionError):
            self._tree = ast.Module([], [])
        self._calls = _calls_of_the_import(self._tree)
        self._filled = _module_names_in_functions(self._tree)
        self._known: dict[Mutant, tuple[Constant, ...]] = {}

    def filled_by(self, qualname: str) -> tuple[str, ...]:
        """Names of the module in a function that the import calls, as registrations are; else none.

        What it does with the module's tables shows in other functions that read them.
        """
        name = qualname.partition(".")[0]
        return self._filled.get(name, ()) if name in self._calls else ()

    def beside(self, mutant: Mutant) -> tuple[Constant, ...]:
        """Values for inputs, those that stand nearest to the mutant first.

        An integer comes with both its neighbours, a text with its other cases, and with samples where it may
        be a regular expression.
        """
        found = self._known.get(mutant)
        if found is None:
            found = self._known[mutant] = tuple(self._found(mutant))
        return found

    def _found(self, mutant: Mutant) -> list[Constant]:
        nodes: list[ast.Constant] = []
        for node in reversed(self._path_to(mutant)):
            near = sorted(_constants(node), key=lambda each: self._distance(each, mutant))
            nodes += near[:_MOST]
        given = self._calls.get(mutant.qualname.partition(".")[0], [])
        nodes = [*given, *nodes] if self.filled_by(mutant.qualname) else [*nodes, *given]
        found: list[Constant] = []
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
            if not isinstance(node, _Placed):
                waiting += ast.iter_child_nodes(node)
            elif self._text.start(node) <= mutant.start and mutant.end <= self._text.end(node):
                path.append(node)
                waiting = list(ast.iter_child_nodes(node))
        statements = [place for place, each in enumerate(path) if isinstance(each, ast.stmt)]
        return path[statements[-1] :] if statements else []

    def _distance(self, node: ast.Constant, mutant: Mutant) -> int:
        return abs(self._text.start(node) - mutant.start)

    def _variants(self, value: object) -> Iterator[Constant]:
        match value:
            case bool():
                return
            case int():
                yield from (value, value + 1, value - 1)
            case float():
                yield value
            case str() if 0 < len(value) <= _LONGEST:
                yield value
                if _PATTERN.search(value):
                    yield from islice(self._sample(value), _SAMPLES)
                for other in (value.capitalize(), value.upper(), value.lower()):
                    if other != value:
                        yield other
            case bytes() if 0 < len(value) <= _LONGEST:
                yield value
            case _:
                return


def _calls_of_the_import(tree: ast.Module) -> dict[str, list[ast.Constant]]:
    """Functions that statements on module level call -> the constants that they are given there."""
    found: dict[str, list[ast.Constant]] = {}
    statements = [
        each
        for each in tree.body
        if not isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    ]
    for statement in statements:
        for node in nodes_in(statement):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                given = found.setdefault(node.func.id, [])
                if len(given) < _MOST_GIVEN:
                    given += [each for each in node.args if isinstance(each, ast.Constant)]
    return found


def _module_names_in_functions(tree: ast.Module) -> dict[str, tuple[str, ...]]:
    """Functions -> the variables of the module that they mention."""
    bound = {
        target.id
        for statement in tree.body
        if isinstance(statement, ast.Assign | ast.AnnAssign)
        for target in nodes_in(statement)
        if isinstance(target, ast.Name) and isinstance(target.ctx, ast.Store)
    }
    found = {}
    for statement in tree.body:
        if isinstance(statement, ast.FunctionDef):
            names = (each.id for each in nodes_in(statement) if isinstance(each, ast.Name))
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
    return [each for part in parts for each in nodes_in(part) if isinstance(each, ast.Constant)]
