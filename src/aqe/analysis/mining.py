"""Calls of the subject's code in its package, its tests and the subject itself, as recipes."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from aqe.analysis.fixtures import Fixtures, TestReader
from aqe.analysis.locate import is_test_file
from aqe.analysis.parsing import SourceCache
from aqe.analysis.places import CallPlace
from aqe.analysis.recipes import RecipeReader
from aqe.analysis.scopes import FunctionNode, ModuleScope, Package, dotted_name
from aqe.analysis.sharing import SharedSources
from aqe.domain.recipe import Attribute, Call, Recipe, Symbol
from aqe.domain.subject import MinedCall

__all__ = ["Callee", "Miner"]

MAX_CALLS = 400
MAX_CALLS_OF_ONE = 24
MAX_FILES = 60


@dataclass(frozen=True, slots=True)
class Callee:
    """Something of the subject that can be called."""

    qualname: str
    owner: str
    """Class that it is reached through, or empty."""
    is_constructor: bool = False


class Miner:
    """Looks for calls of the subject's callables in other files."""

    def __init__(
        self,
        package: Package,
        module: str,
        callees: Sequence[Callee],
        cache: SourceCache,
        shared: SharedSources | None = None,
    ) -> None:
        self.package = package
        self.module = module
        self.cache = cache
        self.shared = shared or SharedSources()
        self.functions = {each.qualname for each in callees if not each.owner}
        self.methods = {each.qualname for each in callees if each.owner and not each.is_constructor}
        self.classes = {each.owner for each in callees if each.owner}
        self.constructors = {each.owner: each.qualname for each in callees if each.is_constructor}
        names = {*self.functions, *(each.rpartition(".")[2] for each in self.classes)}
        self._plain = frozenset(name for name in names if len(name) > 1)
        self.names = names
        self.names |= {each.rpartition(".")[2] for each in self.methods}
        self.fixtures = Fixtures(package, cache)
        self._counts: dict[str, int] = {}
        self._seen: set[tuple[str, Recipe]] = set()
        self.found: list[MinedCall] = []

    def mine(self, path: Path, scope: ModuleScope | None = None) -> None:
        """Take the calls of one file."""
        if not self._plain or len(self.found) >= MAX_CALLS:
            return
        text = self.cache.text(path)
        if text is None or (scope is None and not self._may_call(path, text)):
            return
        tree = self.cache.tree(path)
        if tree is None:
            return
        if scope is None:
            scope = self._scope(path, tree)
        _FileMiner(self, path, scope).mine(self.shared.places(path, tree))

    def _may_call(self, path: Path, text: str) -> bool:
        """Whether a file mentions the module (or its package) and one of its names in a call."""
        last = self.module.rpartition(".")[2]
        top = self.module.partition(".")[0]
        if last not in text and top not in text:
            return False
        return not self._plain.isdisjoint(self.shared.words(path, text))

    def is_near(self, path: Path) -> bool:
        """Whether a file mentions the module or its package."""
        text = self.cache.text(path)
        names = {self.module.rpartition(".")[2], self.module.partition(".")[0]}
        return text is not None and any(each in text for each in names)

    def _scope(self, path: Path, tree: ast.Module) -> ModuleScope:
        known = self.package.name_of(path)
        scope = self.package.scope(known) if known is not None else None
        if scope is not None:
            return scope
        return ModuleScope(path.stem, tree, is_package=path.stem == "__init__")

    def add(
        self,
        callee: str,
        expression: Recipe,
        parts: tuple[tuple[Recipe, ...], tuple[tuple[str, Recipe], ...]],
        origin: str,
    ) -> None:
        """Keep one call, unless there are enough of it."""
        key = (callee, expression)
        if key in self._seen or self._counts.get(callee, 0) >= MAX_CALLS_OF_ONE:
            return
        if len(self.found) >= MAX_CALLS:
            return
        self._seen.add(key)
        self._counts[callee] = self._counts.get(callee, 0) + 1
        self.found.append(MinedCall(callee, expression, parts[0], parts[1], origin))


class _FileMiner:
    """Takes the calls of one file, following simple local names."""

    def __init__(self, miner: Miner, path: Path, scope: ModuleScope) -> None:
        self.miner = miner
        self.path = path
        self.scope = scope
        self.is_test = (
            scope.module not in miner.package.paths or is_test_file(path) or path.stem == "conftest"
        )
        self._set_ups: dict[FunctionNode, dict[str, Recipe]] = {}

    def mine(self, places: Sequence[CallPlace]) -> None:
        """All calls of a module."""
        for place in places:
            if not self._may_concern(place):
                continue
            if not self.is_test:
                reader = RecipeReader(self.miner.package, self.scope, place.values, place.hidden)
                self._call(place.node, reader, {*place.hidden, *place.values})
                continue
            for lent in self._lent(place):
                self._call_in_test(place, lent)

    def _call_in_test(self, place: CallPlace, lent: Mapping[str, Recipe]) -> None:
        """A call in a test, where fixtures and set-ups give some names their values."""
        values = {**place.defaults, **place.values}
        hidden = place.hidden - lent.keys() - place.defaults.keys()
        reader = TestReader(self.miner.package, self.scope, values, hidden)
        reader.lend(self.miner.fixtures, self.path, lent)
        self._call(place.node, reader, {*hidden, *values, *lent})

    def _lent(self, place: CallPlace) -> Iterator[dict[str, Recipe]]:
        """What fixtures and set-ups give: the first of all, then each fixture with its other values."""
        found: dict[str, tuple[Recipe, ...]] = {}
        for name in place.asked:
            recipes = self.miner.fixtures.values(self.path, name)
            if recipes:
                found[name] = recipes
        first = {name: recipes[0] for name, recipes in found.items()}
        for node in place.set_ups:
            first.update(self._set_up(node))
        yield first
        for name, recipes in found.items():
            for recipe in recipes[1:]:
                yield {**first, name: recipe}

    def _set_up(self, node: FunctionNode) -> dict[str, Recipe]:
        """What a set-up binds to ``self``, by dotted name."""
        if node not in self._set_ups:
            found = self.miner.fixtures.attributes(self.path, node)
            self._set_ups[node] = dict(found)
        return self._set_ups[node]

    def _may_concern(self, place: CallPlace) -> bool:
        """Whether the name at the end of what is called is one of the subject's."""
        function = place.node.func
        if isinstance(function, ast.Attribute):
            return function.attr in self.miner.names
        if not isinstance(function, ast.Name):
            return False
        shown = self.scope.imports.get(function.id, ("", function.id))[1]
        return shown in self.miner.names or function.id in self.miner.names

    def _call(self, node: ast.Call, reader: RecipeReader, local: set[str]) -> None:
        callee = self._callee(node, reader, local)
        if callee is None:
            return
        parts = reader.arguments(node)
        if parts is None:
            return
        qualname, function = callee
        expression = Call(function, parts[0], parts[1])
        self.miner.add(qualname, expression, parts, f"{self.path}:{node.lineno}")

    def _callee(
        self, node: ast.Call, reader: RecipeReader, local: set[str]
    ) -> tuple[str, Recipe] | None:
        """Qualified name in the subject and how the call reaches it.

        Args:
            node: the call.
            reader: reads what stands there.
            local: names, dotted ones among them, that are bound around the call.
        """
        name = dotted_name(node.func)
        head = (name or "").partition(".")[0]
        if name is not None and local.isdisjoint((head, name, name.rpartition(".")[0])):
            return self._named(name)
        if isinstance(node.func, ast.Attribute):
            return self._method(node.func, reader)
        return None

    def _named(self, name: str) -> tuple[str, Recipe] | None:
        head, _, rest = name.partition(".")
        shown = rest.rpartition(".")[2] or self.scope.imports.get(head, ("", head))[1]
        if shown not in self.miner.names:
            return None
        resolved = self.miner.package.resolve(self.scope, name)
        module, _, qualname = (resolved or "").partition(":")
        if module != self.miner.module:
            return None
        symbol = Symbol(module, qualname)
        if qualname in self.miner.functions or qualname in self.miner.methods:
            return qualname, symbol
        if qualname in self.miner.classes:
            return self.miner.constructors.get(qualname, f"{qualname}.__init__"), symbol
        return None

    def _method(self, function: ast.Attribute, reader: RecipeReader) -> tuple[str, Recipe] | None:
        """A method of an instance that is built by a call of a class of the subject."""
        owner = reader.read(function.value)
        if owner is None:
            return None
        built = owner
        while isinstance(built, Call) and isinstance(built.callee, Attribute):
            built = built.callee.owner
        if not isinstance(built, Call) or not isinstance(built.callee, Symbol):
            return None
        if built.callee.module != self.miner.module:
            return None
        qualname = f"{built.callee.name}.{function.attr}"
        if qualname not in self.miner.methods:
            return None
        return qualname, Attribute(owner, function.attr)
