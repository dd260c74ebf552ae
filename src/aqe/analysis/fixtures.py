"""Values that tests prepare: what fixtures return, what helper functions build, as recipes.

A fixture counts where pytest would find it: in the test's own file, then in the ``conftest.py`` files
above it. What a fixture does to its value after it made it is not followed: the value as it was made is
what is taken.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from aqe.analysis.flow.literals import literal_source
from aqe.analysis.parsing import SourceCache
from aqe.analysis.places import defaults_of, single_assignments
from aqe.analysis.recipes import MAX_DEPTH, RecipeReader, recipe_type
from aqe.analysis.scopes import FunctionNode, ModuleScope, Package, dotted_name
from aqe.domain.recipe import Attribute, Call, Literal, Recipe, Variable
from aqe.domain.recipe import Mapping as MappingRecipe
from aqe.domain.subject import PreparedValue
from aqe.domain.syntax_trees import nodes_in

__all__ = ["Fixtures", "TestReader"]

_ROOT_MARKS = ("pyproject.toml", "setup.cfg", "setup.py", "pytest.ini", "tox.ini", ".git")
_MOST_ABOVE = 12
_MOST_VALUES = 4
"""Values of one parametrised fixture that are taken."""
_BUILTIN = {"tmp_path": Variable("tmp_path")}
"""Fixtures of pytest that generated tests may use, too."""


@dataclass(slots=True)
class _TestModule:
    """A file of tests, or one beside them."""

    path: Path
    scope: ModuleScope
    functions: dict[str, FunctionNode]
    fixtures: dict[str, FunctionNode]
    """By the name that tests ask for."""


class Fixtures:
    """Reads the fixtures and helpers of test files, each file once."""

    def __init__(self, package: Package, cache: SourceCache) -> None:
        self._package = package
        self._cache = cache
        self._modules: dict[Path, _TestModule | None] = {}
        self._values: dict[tuple[Path, str], tuple[Recipe, ...]] = {}
        self._busy: set[tuple[Path, str]] = set()

    def values(self, path: Path, name: str) -> tuple[Recipe, ...]:
        """What a fixture gives to tests of a file; empty where that cannot be told."""
        if name in _BUILTIN:
            return (_BUILTIN[name],)
        for module in self._visible(path):
            node = module.fixtures.get(name)
            if node is not None:
                return self._fixture_values(module, name, node)
        return ()

    def prepared(self, path: Path) -> Iterator[PreparedValue]:
        """All that the fixtures and helpers of a file and of the ``conftest.py`` above it make."""
        for module in self._visible(path):
            for name in module.fixtures:
                node = module.fixtures[name]
                for recipe in self._fixture_values(module, name, node):
                    yield _prepared(name, recipe, _result(node))
            for name, node in module.functions.items():
                if name.startswith("test") or node in module.fixtures.values():
                    continue
                made = self.call(module.path, name, (), (), 0)
                if made is not None and isinstance(made, Call):
                    yield _prepared(_made_by(name), made, None)

    def call(
        self,
        path: Path,
        name: str,
        positional: Sequence[Recipe],
        keywords: Sequence[tuple[str, Recipe]],
        depth: int,
    ) -> Recipe | None:
        """What a helper function of a test file returns for some arguments, or None."""
        found = self._helper(path, name)
        if found is None or depth > MAX_DEPTH or (path, name) in self._busy:
            return None
        module, node = found
        bound = _bound(node, positional, keywords)
        if bound is None:
            return None
        self._busy.add((path, name))
        try:
            reader = self._reader(module, node, bound)
            return reader.read(_result(node), depth + 1)
        finally:
            self._busy.discard((path, name))

    def attributes(self, path: Path, node: FunctionNode) -> Iterator[tuple[str, Recipe]]:
        """What a set-up of a test class binds to ``self``, by dotted name."""
        module = self._module(path)
        for statement in node.body if module is not None else ():
            if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
                continue
            name = dotted_name(statement.targets[0])
            if module is None or name is None or name.count(".") != 1:
                continue
            recipe = self._reader(module, node, {}).read(statement.value)
            if recipe is not None:
                yield name, recipe

    def conftests(self, paths: Sequence[Path]) -> tuple[Path, ...]:
        """The ``conftest.py`` files that belong to some test files."""
        found: dict[Path, None] = {}
        for path in paths:
            found.update(dict.fromkeys(each.path for each in self._visible(path)))
        return tuple(each for each in found if each.name == "conftest.py")

    # -- reading ---------------------------------------------------------------------------------

    def _fixture_values(
        self, module: _TestModule, name: str, node: FunctionNode
    ) -> tuple[Recipe, ...]:
        key = (module.path, name)
        if key in self._values:
            return self._values[key]
        if key in self._busy:
            return ()
        self._busy.add(key)
        try:
            found = tuple(self._read_fixture(module, node))
        finally:
            self._busy.discard(key)
        self._values[key] = found
        return found

    def _read_fixture(self, module: _TestModule, node: FunctionNode) -> Iterator[Recipe]:
        known: dict[str, Recipe] = {}
        for argument in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs):
            values = self._asked_for(module, node, argument.arg)
            if values:
                known[argument.arg] = values[0]
        rows = list(_parameters(node))[:_MOST_VALUES]
        if not rows:
            recipe = self._reader(module, node, known).read(_result(node))
            if recipe is not None:
                yield recipe
            return
        for row in rows:
            parameter = self._reader(module, None, {}).read(row)
            if parameter is None:
                continue
            reader = self._reader(module, node, {**known, "request.param": parameter})
            recipe = reader.read(_result(node))
            if recipe is not None:
                yield recipe

    def _asked_for(self, module: _TestModule, node: FunctionNode, name: str) -> tuple[Recipe, ...]:
        """Another fixture that a fixture asks for; one of its own name comes from further above."""
        if name in _BUILTIN:
            return (_BUILTIN[name],)
        for each in self._visible(module.path):
            found = each.fixtures.get(name)
            if found is not None and found is not node:
                return self._fixture_values(each, name, found)
        return ()

    def _reader(
        self, module: _TestModule, node: FunctionNode | None, known: Mapping[str, Recipe]
    ) -> TestReader:
        local = {**defaults_of(node), **single_assignments(node)} if node is not None else {}
        names = _own_names(node) if node is not None else set()
        hidden = frozenset(names - local.keys() - known.keys())
        reader = TestReader(self._package, module.scope, local, hidden)
        reader.lend(self, module.path, known)
        return reader

    # -- files -----------------------------------------------------------------------------------

    def _visible(self, path: Path) -> Iterator[_TestModule]:
        own = self._module(path)
        if own is not None:
            yield own
        for folder in _folders_above(path):
            conftest = folder / "conftest.py"
            if conftest != path and conftest.is_file():
                module = self._module(conftest)
                if module is not None:
                    yield module

    def _helper(self, path: Path, name: str) -> tuple[_TestModule, FunctionNode] | None:
        """The function that a name in a test file stands for: of the file, or imported from beside it."""
        module = self._module(path)
        if module is None:
            return None
        if name in module.functions:
            return module, module.functions[name]
        origin = module.scope.imports.get(name)
        if origin is None or not origin[1]:
            return None
        for folder in _folders_above(path):
            for dotted in _endings(origin[0]):
                file = folder.joinpath(*dotted).with_suffix(".py")
                if not file.is_file() or file in self._package.paths.values():
                    continue
                other = self._module(file)
                if other is not None and origin[1] in other.functions:
                    return other, other.functions[origin[1]]
        return None

    def _module(self, path: Path) -> _TestModule | None:
        if path not in self._modules:
            tree = self._cache.tree(path)
            self._modules[path] = None if tree is None else _module_of(path, tree)
        return self._modules[path]


class TestReader(RecipeReader):
    """Reads expressions in test files: fixtures and helper functions stand for what they make."""

    __test__ = False

    def __init__(
        self,
        package: Package,
        scope: ModuleScope,
        local_values: Mapping[str, ast.expr] | None = None,
        hidden: frozenset[str] = frozenset(),
    ) -> None:
        super().__init__(package, scope, local_values, hidden)
        self.importable = False
        self._fixtures: Fixtures | None = None
        self._path = Path()
        self._known: Mapping[str, Recipe] = {}

    def lend(self, fixtures: Fixtures, path: Path, known: Mapping[str, Recipe]) -> None:
        """Give it the fixtures of a file, and recipes by dotted name."""
        self._fixtures, self._path, self._known = fixtures, path, known

    def _read_Name(self, node: ast.Name, depth: int) -> Recipe | None:
        if node.id in self._known:
            return self._known[node.id]
        return super()._read_Name(node, depth)

    def _read_Attribute(self, node: ast.Attribute, depth: int) -> Recipe | None:
        name = dotted_name(node)
        if name is None:
            return super()._read_Attribute(node, depth)
        if name in self._known:
            return self._known[name]
        if name.partition(".")[0] in self._known:
            owner = self.read(node.value, depth + 1)
            return None if owner is None else Attribute(owner, node.attr)
        return super()._read_Attribute(node, depth)

    def _read_Call(self, node: ast.Call, depth: int) -> Recipe | None:
        if isinstance(node.func, ast.Name) and self._fixtures is not None:
            parts = self.arguments(node, depth)
            if parts is not None:
                made = self._fixtures.call(self._path, node.func.id, *parts, depth)
                if made is not None:
                    return made
        if _is_dict(node):
            parts = self.arguments(node, depth)
            if parts is not None and not parts[0]:
                return MappingRecipe(tuple((Literal(name), each) for name, each in parts[1]))
        return super()._read_Call(node, depth)

    def _read_Dict(self, node: ast.Dict, depth: int) -> Recipe | None:
        pairs: dict[Recipe, Recipe] = {}
        for key, value in zip(node.keys, node.values, strict=True):
            read = self.read(value, depth + 1)
            if key is None:
                if not isinstance(read, MappingRecipe):
                    return None
                pairs.update(read.pairs)
                continue
            name = self.read(key, depth + 1)
            if name is None or read is None:
                return None
            pairs[name] = read
        return MappingRecipe(tuple(pairs.items()))

    def arguments(
        self, node: ast.Call, depth: int = 0
    ) -> tuple[tuple[Recipe, ...], tuple[tuple[str, Recipe], ...]] | None:
        """As for other files; ``**values`` is taken apart where the keys are known."""
        plain = [each for each in node.keywords if each.arg is not None]
        found = super().arguments(ast.Call(func=node.func, args=node.args, keywords=plain), depth)
        if found is None or len(plain) == len(node.keywords):
            return found
        keywords = dict(found[1])
        for each in node.keywords:
            if each.arg is not None:
                continue
            spread = self.read(each.value, depth + 1)
            if not isinstance(spread, MappingRecipe):
                return None
            for key, value in spread.pairs:
                if not isinstance(key, Literal) or not isinstance(key.value, str):
                    return None
                keywords[key.value] = value
        return found[0], tuple(keywords.items())


def _is_dict(node: ast.Call) -> bool:
    return isinstance(node.func, ast.Name) and node.func.id == "dict"


def _prepared(name: str, recipe: Recipe, node: ast.expr | None) -> PreparedValue:
    source = literal_source(node)
    return PreparedValue(name, recipe, recipe_type(recipe), source)


def _made_by(name: str) -> str:
    """``make_user``, ``create_user``, ``user_factory`` and their like make a ``user``."""
    for prefix in ("make_", "create_", "build_", "new_", "given_", "a_", "an_", "_make_", "_"):
        if name.startswith(prefix) and len(name) > len(prefix):
            return name[len(prefix) :]
    return name.removesuffix("_factory")


def _module_of(path: Path, tree: ast.Module) -> _TestModule:
    scope = ModuleScope(path.stem, tree, is_package=path.stem == "__init__")
    functions = {name: node for name, node in scope.functions.items() if "." not in name}
    fixtures = {}
    for name, node in functions.items():
        decorator = _fixture_decorator(node)
        if decorator is not None:
            fixtures[_asked_as(decorator) or name] = node
    return _TestModule(path, scope, functions, fixtures)


def _fixture_decorator(node: FunctionNode) -> ast.expr | None:
    for each in node.decorator_list:
        name = dotted_name(each.func if isinstance(each, ast.Call) else each) or ""
        if name.rpartition(".")[2] in ("fixture", "yield_fixture"):
            return each
    return None


def _asked_as(decorator: ast.expr) -> str | None:
    """``name=`` of a fixture."""
    for each in decorator.keywords if isinstance(decorator, ast.Call) else ():
        if each.arg == "name" and isinstance(each.value, ast.Constant):
            return each.value.value if isinstance(each.value.value, str) else None
    return None


def _parameters(node: FunctionNode) -> Iterator[ast.expr]:
    """``params=`` of a fixture."""
    decorator = _fixture_decorator(node)
    for each in decorator.keywords if isinstance(decorator, ast.Call) else ():
        if each.arg == "params" and isinstance(each.value, ast.List | ast.Tuple):
            for row in each.value.elts:
                is_param = isinstance(row, ast.Call) and (dotted_name(row.func) or "").endswith(
                    "param"
                )
                yield row.args[0] if is_param and row.args else row  # type: ignore[attr-defined]


def _result(node: FunctionNode) -> ast.expr | None:
    """What a function returns or yields: the first such expression at the top of its body."""
    for statement in node.body:
        if isinstance(statement, ast.Return):
            return statement.value
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Yield):
            return statement.value.value
        if isinstance(statement, ast.With | ast.AsyncWith | ast.Try):
            for inner in statement.body:
                if isinstance(inner, ast.Expr) and isinstance(inner.value, ast.Yield):
                    return inner.value.value
    return None


def _own_names(node: FunctionNode) -> set[str]:
    names = {each.arg for each in nodes_in(node.args) if isinstance(each, ast.arg)}
    stored = (each for each in nodes_in(node) if isinstance(each, ast.Name))
    return names | {each.id for each in stored if isinstance(each.ctx, ast.Store)}


def _bound(
    node: FunctionNode, positional: Sequence[Recipe], keywords: Sequence[tuple[str, Recipe]]
) -> dict[str, Recipe] | None:
    """Arguments by parameter; None where they do not fit. Defaults are read where they are used."""
    places = [each.arg for each in (*node.args.posonlyargs, *node.args.args)]
    if len(positional) > len(places):
        return None
    bound = dict(zip(places, positional, strict=False))
    further: list[tuple[str, Recipe]] = []
    names = {*places, *(each.arg for each in node.args.kwonlyargs)}
    for name, recipe in keywords:
        if name in bound:
            return None
        if name in names:
            bound[name] = recipe
        elif node.args.kwarg is not None:
            further.append((name, recipe))
        else:
            return None
    if node.args.kwarg is not None:
        bound[node.args.kwarg.arg] = MappingRecipe(
            tuple((Literal(name), each) for name, each in further)
        )
    return bound


def _folders_above(path: Path) -> Iterator[Path]:
    """The folder of a file and those above it, as far as the project goes."""
    for count, folder in enumerate(path.parents):
        yield folder
        if count >= _MOST_ABOVE or any((folder / each).exists() for each in _ROOT_MARKS):
            return


def _endings(module: str) -> Iterator[list[str]]:
    """``a.b.c``, ``b.c``, ``c`` as parts."""
    parts = [each for each in module.split(".") if each]
    for start in range(len(parts)):
        yield parts[start:]
