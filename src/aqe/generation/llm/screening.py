"""Which proposed tests are fit to be run at all; the walls stand behind this, not instead of it.

A test of a model is read before it runs: what reaches for the world, for the tools that measure it, or for
what is under test to replace it, is refused with the reason. So is what asserts nothing about the subject
(see `dependence`). Reading cannot find everything; what runs, runs behind the walls of every candidate.
"""

from __future__ import annotations

import ast
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from aqe.domain.proposal import ProposedTest
from aqe.domain.syntax_trees import nodes_in
from aqe.generation.llm.code import is_deep, parsed
from aqe.generation.llm.dependence import Roots, why_it_says_nothing
from aqe.generation.llm.imports import ImportFixer
from aqe.generation.llm.names import dotted, ending, is_dunder
from aqe.generation.llm.origins import Origins
from aqe.generation.llm.reaching import EQUALITIES, INNER, reaching
from aqe.generation.llm.swallowing import swallowing
from aqe.generation.llm.vacuous import vacuous

__all__ = ["Screen"]

_LONGEST_TEST = 20_000
_ALLOWED_MODULES = frozenset(
    "__future__ abc array asyncio base64 binascii bisect calendar cmath codecs collections contextlib copy"
    " csv dataclasses datetime decimal difflib email enum fractions functools graphlib hashlib heapq hmac"
    " html io ipaddress itertools json locale logging math numbers operator pathlib pprint pytest queue"
    " quopri re secrets statistics string struct textwrap time types typing unicodedata unittest urllib uuid"
    " warnings weakref xml zlib zoneinfo random".split()
)
_FORBIDDEN_PARTS = frozenset(
    {"urllib.request", "unittest.main", "asyncio.subprocess", "logging.handlers"}
)
_FORBIDDEN_CALLS = frozenset(
    "exec eval compile __import__ globals locals vars setattr delattr breakpoint input exit quit help"
    " memoryview _exit system popen fork forkpty spawn kill killpg remove unlink rmdir rmtree rename"
    " replace_file chmod chown symlink link truncate settrace setprofile create_subprocess_exec"
    " create_subprocess_shell open_connection start_server create_connection urlopen import_module"
    " reload importorskip skip xfail fail_under basicConfig".split()
)
_WRITERS = frozenset("write_text write_bytes mkdir touch open".split())
_UNNAMED = frozenset("eval exec compile __import__ setattr delattr globals locals vars".split())
"""Built-in functions that are not even to be named, since a name may be called under another one."""
_HARMLESS = frozenset({"re.compile"})
_PATCHERS = frozenset({"patch", "mock", "monkeypatch", "unittest", "mocker", "mp"})
_SLEEPERS = frozenset({"sleep", "wait_for_input", "pause"})
_DUNDERS = frozenset(
    "__class__ __name__ __qualname__ __doc__ __len__ __eq__ __ne__ __lt__ __le__ __gt__ __ge__ __hash__"
    " __repr__ __str__ __bytes__ __format__ __iter__ __next__ __reversed__ __contains__ __getitem__"
    " __setitem__ __delitem__ __enter__ __exit__ __aenter__ __aexit__ __aiter__ __anext__ __call__ __bool__"
    " __int__ __float__ __index__ __complex__ __round__ __abs__ __neg__ __pos__ __invert__ __add__ __radd__"
    " __sub__ __rsub__ __mul__ __rmul__ __truediv__ __floordiv__ __mod__ __pow__ __and__ __or__ __xor__"
    " __lshift__ __rshift__ __matmul__ __iadd__ __isub__ __imul__ __cause__ __context__ __notes__ __wrapped__"
    " __annotations__ __members__ __slots__ __version__ __all__ __module__ __init__ __post_init__ __new__"
    " __copy__ __deepcopy__ __fspath__ __length_hint__ __missing__".split()
)
_ENDINGS = frozenset({"SystemExit", "KeyboardInterrupt", "GeneratorExit", "BaseException"})
_MARKS = frozenset({"parametrize", "usefixtures"})
_MACHINERY = frozenset(
    "coverage pytest _pytest sys builtins os pluggy gc inspect importlib ctypes signal subprocess socket"
    " threading multiprocessing trace".split()
)
_HIDDEN = ("Cc", "Cf", "Co", "Cs")
_USUAL = frozenset("\n\t\u200d")


@dataclass(frozen=True, slots=True)
class Screen:
    """Judges tests of one module by reading them."""

    fixer: ImportFixer
    allowed: frozenset[str] = frozenset()
    """Further modules that tests may import: those that the subject imports itself."""
    has_dynamic_names: bool = False
    """Whether the subject makes up names when they are asked for."""

    def refusal(self, test: ProposedTest) -> str | None:
        """Why a test is not run; None where it may be."""
        text = test.text
        if len(text) > _LONGEST_TEST:
            return f"it is too long: {len(text)} characters"
        hidden = next((each for each in text if _is_hidden(each)), None)
        if hidden is not None:
            return f"it holds a character that is not shown: U+{ord(hidden):04X}"
        tree = parsed(test.text)
        if tree is None:
            return "it does not parse together with what it needs"
        if is_deep(tree):
            return "it is nested too deeply"
        roots = Roots.of(tree, self.fixer.module, self.fixer.own)
        for reason in self._reasons(tree, roots):
            return reason
        return why_it_says_nothing(tree, test, roots)

    def _reasons(self, tree: ast.Module, roots: Roots) -> Iterator[str]:
        origins = Origins(tree, self.fixer.module, self.fixer.own, roots.helpers)
        has_folder = any(
            isinstance(each, ast.arg) and each.arg == "tmp_path" for each in nodes_in(tree)
        )
        for node in nodes_in(tree):
            match node:
                case ast.Import():
                    for each in node.names:
                        yield from self._import(each.name, "")
                case ast.ImportFrom():
                    for each in node.names:
                        yield from self._import("." * node.level + (node.module or ""), each.name)
                case ast.Call():
                    yield from self._call(node, has_folder, origins)
                case ast.Attribute() | ast.Subscript() if not isinstance(node.ctx, ast.Load):
                    yield from self._assigned(node, origins)
                case ast.Attribute():
                    yield from _attribute(node)
                case ast.Name(id=name) if is_dunder(name):
                    yield f"it uses {name}"
                case ast.Name(id=name) if name in _UNNAMED:
                    yield f"it uses {name}"
                case ast.Raise(exc=error) if error is not None and ending(error) in _ENDINGS:
                    yield f"it raises {ending(error)}"
                case ast.While() if _is_endless(node):
                    yield "it loops without an end"
                case ast.Global() | ast.Nonlocal():
                    yield "it changes names outside of itself"
                case ast.FunctionDef(name=name) if name in EQUALITIES:
                    yield f"it defines {name}, which may make any comparison true"
        yield from reaching(tree, origins)
        yield from swallowing(tree, origins)
        yield from vacuous(tree)
        yield from _decorators(tree)

    # -- imports ---------------------------------------------------------------------------------

    def _import(self, module: str, name: str) -> Iterator[str]:
        first = module.partition(".")[0]
        if module.startswith("."):
            yield f"it imports from {module!r}: there is no package around it"
        elif module == self.fixer.module or (module and self.fixer.module.startswith(f"{module}.")):
            is_there = not name or name in self.fixer.names or self.has_dynamic_names
            if module == self.fixer.module and not is_there:
                yield f"it imports {name!r}, which {module} does not have"
        elif f"{module}.{name}" in _FORBIDDEN_PARTS or module in _FORBIDDEN_PARTS:
            yield f"it imports {module}"
        elif name == "ANY" and first == "unittest":
            yield "it compares with something that equals everything"
        elif first in _MACHINERY - {"pytest"} or (
            first not in _ALLOWED_MODULES and module not in self.allowed
        ):
            yield f"it imports {module!r}, which neither tests nor the code under test need"

    # -- calls -----------------------------------------------------------------------------------

    def _call(self, node: ast.Call, has_folder: bool, origins: Origins) -> Iterator[str]:
        called = origins.origin(node.func)
        name = called.rpartition(".")[2] or ending(node.func)
        if ending(node.func) in _FORBIDDEN_CALLS:
            name = ending(node.func)
        is_subject = origins.is_callee_of_subject(node.func)
        if name in _FORBIDDEN_CALLS and not is_subject and called not in _HARMLESS:
            patches = called.partition(".")[0] in ("monkeypatch", "mocker", "unittest")
            is_double = patches and name in ("setattr", "delattr")
            is_file = isinstance(node.func, ast.Attribute) and origins.is_in_folder(node.func.value)
            if not is_double and not is_file:
                yield f"it calls {called or name}"
        if name in _SLEEPERS and not _is_short(node) and not is_subject:
            yield "it sleeps"
        if name in _WRITERS and not has_folder and not is_subject:
            is_write = name != "open" or not _only_reads(node)
            if is_write and (called == "open" or isinstance(node.func, ast.Attribute)):
                yield f"it writes a file outside of tmp_path: {called or name}"
        if name == "getattr" and len(node.args) > 1:
            chosen = node.args[1]
            if not isinstance(chosen, ast.Constant) or not isinstance(chosen.value, str):
                yield "it looks up names that it makes up"
            elif chosen.value in INNER or (
                is_dunder(chosen.value) and chosen.value not in _DUNDERS
            ):
                yield f"it uses {chosen.value}"
        if name in ("patch", "object", "setattr", "setitem", "delattr", "dict", "multiple"):
            yield from self._double(node, called, origins)
        if called in ("pytest.exit", "pytest.main", "unittest.main", "pytest.fail", "pytest.skip"):
            yield f"it calls {called}"

    def _double(self, node: ast.Call, called: str, origins: Origins) -> Iterator[str]:
        """Doubles stand for what the subject uses, never for the subject or for what judges it."""
        if called.partition(".")[0] not in _PATCHERS or not node.args:
            return
        first = node.args[0]
        if called.endswith(("patch.dict", "setitem")):
            yield from self._table(first, origins)
        elif isinstance(first, ast.Constant) and isinstance(first.value, str):
            yield from self._replaced(first.value, origins)
        else:
            owner = origins.origin(first)
            attribute = node.args[1] if len(node.args) > 1 else None
            if not owner or (attribute is not None and not isinstance(attribute, ast.Constant)):
                yield "it replaces something that cannot be read off"
            elif called.endswith("multiple"):
                for each in node.keywords:
                    yield from self._replaced(f"{owner}.{each.arg}", origins)
            elif isinstance(attribute, ast.Constant) and isinstance(attribute.value, str):
                yield from self._replaced(f"{owner}.{attribute.value}", origins)

    def _table(self, table: ast.expr, origins: Origins) -> Iterator[str]:
        text = table.value if isinstance(table, ast.Constant) else ast.unparse(table)
        is_namespace = isinstance(table, ast.Call) or str(text).endswith("__dict__")
        if is_namespace and any(
            origins.of_subject(each) for each in nodes_in(table) if isinstance(each, ast.Name)
        ):
            yield f"it replaces what is under test: {str(text)!r}"

    def _replaced(self, target: str, origins: Origins) -> Iterator[str]:
        last = self.fixer.module.rpartition(".")[2]
        rest = origins.within(target)
        if not rest and target.startswith(f"{last}."):
            rest = target.removeprefix(f"{last}.")
        if not rest:
            root = target.partition(".")[0]
            if root in _MACHINERY - {"os", "socket", "subprocess"} or root == "builtins":
                yield f"it replaces {target!r}, which the tools need"
        elif rest.partition(".")[0] in self.fixer.own and not self._is_value(rest):
            yield f"it replaces what is under test: {target!r}"

    def _is_value(self, rest: str) -> bool:
        """Whether a name is a switch of the module, such as ``DEBUG``, rather than code."""
        return "." not in rest and rest.isupper()

    def _assigned(self, target: ast.Attribute | ast.Subscript, origins: Origins) -> Iterator[str]:
        """Attributes of the subject and of what it is made of stay, wherever the target stands."""
        shown = ast.unparse(target)[:80]
        within = origins.of_subject(target.value)
        if isinstance(target, ast.Subscript):
            names = [each for each in nodes_in(target.value) if isinstance(each, ast.Name)]
            is_namespace = isinstance(target.value, ast.Call) or "__dict__" in shown
            if is_namespace and any(origins.of_subject(each) for each in names):
                yield f"it replaces what is under test: {shown!r}"
            elif within and not _has_call(target.value):
                yield f"it changes what is under test: {shown!r}"
        elif within and not _has_call(target.value):
            yield f"it replaces what is under test: {shown!r}"
        elif origins.is_imported(target.value):
            yield f"it changes {shown!r}"


# -- reading -------------------------------------------------------------------------------------


def _is_hidden(character: str) -> bool:
    is_hidden = unicodedata.category(character) in _HIDDEN and character not in _USUAL
    return is_hidden or character in "\u2028\u2029"


def _attribute(node: ast.Attribute) -> Iterator[str]:
    if is_dunder(node.attr) and node.attr not in _DUNDERS:
        yield f"it uses {node.attr}"
    if node.attr in INNER:
        yield f"it uses {node.attr}"
    if node.attr in ("node", "config", "session", "getfixturevalue", "addfinalizer") and (
        isinstance(node.value, ast.Name) and node.value.id in ("request", "pytestconfig")
    ):
        yield "it reaches into pytest"


def _has_call(node: ast.expr) -> bool:
    """Whether something is called on the way: its result is no longer the subject itself."""
    return any(isinstance(each, ast.Call) for each in nodes_in(node))


def _is_endless(node: ast.While) -> bool:
    if not isinstance(node.test, ast.Constant) or not node.test.value:
        return False
    return not any(isinstance(each, ast.Break | ast.Return | ast.Raise) for each in nodes_in(node))


def _is_short(node: ast.Call) -> bool:
    """Whether it is ``asyncio.sleep(0)``, which only lets others go on."""
    given = node.args[0] if node.args else None
    return isinstance(given, ast.Constant) and given.value == 0


def _only_reads(node: ast.Call) -> bool:
    place = 0 if isinstance(node.func, ast.Attribute) else 1
    modes = [each.value for each in node.keywords if each.arg == "mode"]
    modes += node.args[place : place + 1]
    return all(
        isinstance(each, ast.Constant)
        and isinstance(each.value, str)
        and not set(each.value) & set("wax+")
        for each in modes
    )


def _decorators(tree: ast.Module) -> Iterator[str]:
    for node in nodes_in(tree):
        for each in getattr(node, "decorator_list", []):
            parts = dotted(each).split(".")
            if parts[:2] == ["pytest", "mark"] and parts[-1] not in _MARKS:
                yield f"it is marked {'.'.join(parts)}"
            if parts[-1] in ("skip", "skipif", "skipIf", "skipUnless", "expectedFailure", "xfail"):
                yield "it may skip itself"
