"""Public declarations of a module whose values follow from its source alone.

What depends on the machine is left out: on names imported from modules that ask the platform, the time or
the environment, on `open` and its like, and whatever is worked out from such a name. So is what a
condition or a handler decides, such as a library that may be missing.
"""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterator, Set

from aqe.analysis.mutation.arid import is_guard
from aqe.domain.declaration import Declaration, DeclarationKind
from aqe.domain.syntax_trees import nodes_in, shared_module

__all__ = ["PURE_BUILTINS", "PURE_MODULES", "declarations_of", "literals", "statement_lines"]

PURE_MODULES = frozenset(
    """__future__ abc collections dataclasses datetime decimal enum fractions functools itertools math
    numbers operator re string textwrap types typing typing_extensions""".split()
)
"""Of the standard library: what they give is the same on every machine."""
_IMPURE_BUILTINS = frozenset(
    """__build_class__ __import__ __loader__ __spec__ breakpoint compile dir eval exec exit globals
    hash help id input locals memoryview object open print quit vars""".split()
)
PURE_BUILTINS = frozenset(dir(builtins)) - _IMPURE_BUILTINS
_CHANGING = frozenset(
    """add append clear discard extend insert pop popitem remove reverse setdefault sort
    update""".split()
)
_CLASS_NAME = re.compile(r"[A-Z]+[a-z]\w*")
"""An imported class of the same package makes the same object everywhere; a constant of it may be a flag."""
_FOR_CHECKERS = "TYPE_CHECKING"
"""By this name only type checkers are asked: at run time it says nothing."""
_LONGEST_TABLE = 100
"""Lines of a table whose every row may be changed."""
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_MEMBER_CLASSES = frozenset(
    "Enum IntEnum StrEnum Flag IntFlag ReprEnum NamedTuple TypedDict".split()
)


def declarations_of(source: str, module: str) -> tuple[Declaration, ...]:
    """The declarations of a module, in the order of the source; none where it cannot be parsed.

    Args:
        source: Of the module.
        module: Its import name.
    """
    try:
        tree = shared_module(source)
    except (SyntaxError, ValueError, RecursionError):
        return ()
    doubtful = _Doubts(tree, module.partition(".")[0])
    found: dict[str, Declaration] = {}
    for statement in tree.body:
        for each in _declared(statement, doubtful):
            root = each.qualname.partition(".")[0]
            is_public = not any(part.startswith("_") for part in each.qualname.split("."))
            if is_public and root not in doubtful.names and root != _FOR_CHECKERS:
                found[each.qualname] = each
    return tuple(found.values())


def statement_lines(source: str, lines: Set[int]) -> frozenset[int]:
    """All lines of the assignments of a module and its classes that begin on one of some lines.

    A table is one statement, and only its first line counts as run. Very long tables are left out: a change
    of one row is judged by compiling the whole of it.
    """
    try:
        tree = shared_module(source)
    except (SyntaxError, ValueError, RecursionError):
        return frozenset()
    bodies = [tree.body, *(each.body for each in tree.body if isinstance(each, ast.ClassDef))]
    found: set[int] = set()
    for statement in (each for body in bodies for each in body):
        if isinstance(statement, ast.Assign | ast.AnnAssign) and statement.lineno in lines:
            last = statement.end_lineno or statement.lineno
            if last - statement.lineno < _LONGEST_TABLE:
                found.update(range(statement.lineno, last + 1))
    return frozenset(found)


class _Doubts:
    """Names of a module whose values may be others elsewhere."""

    def __init__(self, tree: ast.Module, package: str) -> None:
        self.names: set[str] = set()
        self._package = f"{package}."
        self._known = set(PURE_BUILTINS)
        self._imported: set[str] = set()
        bound = {name for statement in tree.body for name in _bound(statement)}
        has_star = False
        for statement in tree.body:
            has_star = has_star or _imports_all(statement)
            self._read(statement)
        if has_star:
            self.names |= bound

    def are_in(self, node: ast.AST, beside: Set[str] = frozenset()) -> bool:
        """Whether an expression or statement mentions a doubtful name, or one from nowhere.

        Args:
            node: What to look through.
            beside: Names that the class around it binds.
        """
        own = _bound_inside(node) | beside
        return any(
            each.id in self.names or each.id not in self._known | own
            for each in nodes_in(node)
            if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Load)
        )

    def _read(self, statement: ast.stmt) -> None:
        if isinstance(statement, ast.Import | ast.ImportFrom):
            self._import(statement)
            return
        if isinstance(statement, _DEFINITIONS):
            self._known.add(statement.name)
            if isinstance(statement, ast.ClassDef):
                own = {name for each in statement.body for name in _bound(each)}
                values = (value for _, value, _ in _assigned(statement.body))
                is_doubtful = any(self.are_in(value, own) for value in values)
            else:
                is_doubtful = self._asks_the_machine(statement)
            if is_doubtful:
                self.names.add(statement.name)
            return
        bound = set(_bound(statement))
        self._known |= bound
        if isinstance(statement, ast.If) and is_guard(statement.test):
            return
        is_choice = isinstance(statement, ast.If | ast.Try | ast.While | ast.Match)
        if is_choice or self.are_in(statement):
            self.names |= bound | (_changed(statement) - self._imported)

    def _asks_the_machine(self, function: ast.AST) -> bool:
        """Whether a body mentions what is known to be doubtful; its own names do not count."""
        own = _bound_inside(function)
        return any(
            each.id in (self.names | _IMPURE_BUILTINS) - own
            for each in nodes_in(function)
            if isinstance(each, ast.Name)
        )

    def _import(self, statement: ast.Import | ast.ImportFrom) -> None:
        module = getattr(statement, "module", None)
        is_relative = bool(getattr(statement, "level", 0))
        for each in statement.names:
            name = (each.asname or each.name).partition(".")[0]
            origin = each.name if module is None else module
            self._known.add(name)
            self._imported.add(name)
            is_pure = not is_relative and origin.partition(".")[0] in PURE_MODULES
            is_class = module is not None and bool(_CLASS_NAME.fullmatch(each.name))
            if not (is_pure or (is_class and (is_relative or origin.startswith(self._package)))):
                self.names.add(name)


def _imports_all(statement: ast.stmt) -> bool:
    return any(
        isinstance(each, ast.ImportFrom) and each.names[0].name == "*"
        for each in nodes_in(statement)
        if not isinstance(statement, _DEFINITIONS)
    )


def _bound(statement: ast.stmt) -> Iterator[str]:
    """Names of the module that a statement binds."""
    if isinstance(statement, _DEFINITIONS):
        yield statement.name
        return
    for each in nodes_in(statement):
        if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store):
            yield each.id


def _bound_inside(node: ast.AST) -> set[str]:
    """Names that a part of the source binds for itself: parameters, loops, comprehensions."""
    found = {
        each.id
        for each in nodes_in(node)
        if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)
    }
    return found | {each.arg for each in nodes_in(node) if isinstance(each, ast.arg)}


def _changed(statement: ast.stmt) -> set[str]:
    """Names whose values a statement may change in place."""
    owners = [
        each.value
        for each in nodes_in(statement)
        if (isinstance(each, ast.Attribute) and each.attr in _CHANGING)
        or (isinstance(each, ast.Subscript) and not isinstance(each.ctx, ast.Load))
    ]
    return {each.id for each in owners if isinstance(each, ast.Name)}


def _declared(statement: ast.stmt, doubts: _Doubts) -> Iterator[Declaration]:
    if isinstance(statement, ast.ClassDef):
        last = statement.end_lineno or statement.lineno
        yield Declaration(statement.name, DeclarationKind.CLASS, statement.lineno, last)
        if not _has_members(statement):
            own = {name for each in statement.body for name in _bound(each)}
            for name, value, each in _assigned(statement.body):
                if not doubts.are_in(value, own):
                    qualname = f"{statement.name}.{name}"
                    yield _declaration(qualname, DeclarationKind.ATTRIBUTE, value, each)
        return
    for name, value, each in _assigned([statement]):
        yield _declaration(name, DeclarationKind.CONSTANT, value, each)


def _has_members(statement: ast.ClassDef) -> bool:
    """Whether what the body binds are members or fields, which are more than attributes."""
    bases = {
        each.id if isinstance(each, ast.Name) else getattr(each, "attr", "")
        for each in statement.bases
    }
    return bool(bases & _MEMBER_CLASSES) or bool(statement.decorator_list)


def _assigned(body: list[ast.stmt]) -> Iterator[tuple[str, ast.expr, ast.stmt]]:
    for statement in body:
        match statement:
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    names = target.elts if isinstance(target, ast.Tuple) else [target]
                    for each in names:
                        if isinstance(each, ast.Name):
                            yield each.id, value, statement
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                yield name, value, statement


def _declaration(
    qualname: str, kind: DeclarationKind, value: ast.expr, statement: ast.stmt
) -> Declaration:
    inner = value
    match value:  # frozenset({...}), MappingProxyType({...})
        case ast.Call(args=[ast.List() | ast.Tuple() | ast.Set() | ast.Dict() as display]):
            inner = display
    keys: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    match inner:
        case ast.Dict(keys=given):
            keys = literals(given)
        case ast.List(elts=given) | ast.Tuple(elts=given) | ast.Set(elts=given):
            items = literals(given)
    last = statement.end_lineno or statement.lineno
    return Declaration(qualname, kind, statement.lineno, last, keys, items)


def literals(nodes: list[ast.expr] | list[ast.expr | None]) -> tuple[str, ...]:
    """Sources of texts and whole numbers, each once; none where anything else is among them."""
    found: dict[str, None] = {}
    for each in nodes:
        if not isinstance(each, ast.Constant) or not isinstance(each.value, str | bytes | int):
            return ()
        found[repr(each.value)] = None
    return tuple(found)
