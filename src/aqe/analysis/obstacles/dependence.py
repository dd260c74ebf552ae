"""What decides a condition beside the arguments: clock, chance, system, environment, files, network.

Names are followed through imports, module-level values, local assignments, attributes that the class
sets, and what functions of the module return. Only the standard library is known by name.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from aqe.analysis.obstacles.code import Code
from aqe.analysis.scopes import FunctionNode
from aqe.domain.explanation import Cause
from aqe.domain.syntax_trees import nodes_in

__all__ = ["Dependence", "Dependences", "dependences_of"]

_DEPTH = 4


@dataclass(frozen=True, slots=True)
class Dependence:
    """One thing outside the arguments that an expression depends on."""

    cause: Cause
    name: str
    """What is asked: ``time.time``, ``sys.platform``, ``.exists()``."""
    detail: str = ""
    """For a variable of the environment its name; for something optional the module."""


@dataclass(slots=True)
class Dependences:
    """All that decides an expression."""

    found: dict[Dependence, None] = field(default_factory=dict)
    uses_input: bool = False
    """Whether arguments decide, too."""

    def first(self, *causes: Cause) -> Dependence | None:
        """The first dependence of one of these causes, in the order of the causes."""
        return next((each for cause in causes for each in self.found if each.cause is cause), None)


_NAMES: tuple[tuple[Cause, tuple[str, ...]], ...] = (
    (
        Cause.TIME,
        (
            *("time.time", "time.time_ns", "time.monotonic", "time.monotonic_ns"),
            *("time.perf_counter", "time.perf_counter_ns", "time.process_time", "time.localtime"),
            *("time.gmtime", "time.ctime", "time.asctime", "time.strftime", "time.timezone"),
            *("datetime.datetime.now", "datetime.datetime.utcnow", "datetime.datetime.today"),
            "datetime.date.today",
        ),
    ),
    (
        Cause.RANDOMNESS,
        ("random", "secrets", "uuid.uuid1", "uuid.uuid4", "os.urandom", "os.getrandom"),
    ),
    (
        Cause.PLATFORM,
        (
            *("sys.platform", "sys.version_info", "sys.version", "sys.hexversion"),
            *("sys.implementation", "sys.maxsize", "sys.maxunicode", "sys.byteorder"),
            *("sys.getwindowsversion", "sys.flags", "sys.api_version", "os.name", "os.uname"),
            *("os.sep", "os.altsep", "os.linesep", "os.pathsep", "platform", "sysconfig"),
            *("importlib.util.find_spec", "importlib.metadata", "__debug__", "builtins.__debug__"),
        ),
    ),
    (
        Cause.ENVIRONMENT,
        (
            *("os.environ", "os.environb", "os.getenv", "os.getlogin", "os.getuid", "os.geteuid"),
            *("os.getgid", "os.getegid", "os.getpid", "os.getppid", "os.isatty", "os.cpu_count"),
            *("os.get_terminal_size", "os.ttyname", "os.getcwd", "getpass", "locale", "sys.stdin"),
            *("sys.stdout", "sys.stderr", "sys.argv", "sys.orig_argv", "sys.executable"),
            *("shutil.get_terminal_size", "shutil.which", "builtins.input"),
        ),
    ),
    (
        Cause.FILES,
        (
            *("os.path.exists", "os.path.lexists", "os.path.isfile", "os.path.isdir"),
            *("os.path.islink", "os.path.ismount", "os.path.getsize", "os.path.getmtime"),
            *("os.path.samefile", "os.stat", "os.lstat", "os.listdir", "os.scandir", "os.access"),
            *("os.walk", "os.open", "os.remove", "os.unlink", "os.mkdir", "os.makedirs"),
            *("os.rename", "os.replace", "os.rmdir", "os.readlink", "os.symlink", "glob"),
            *("shutil", "tempfile", "builtins.open", "io.open", "fcntl", "mmap", "zipfile"),
            *("tarfile", "sqlite3"),
        ),
    ),
    (
        Cause.WALLS,
        (
            *("socket", "subprocess", "ssl", "select", "selectors", "http.client", "ftplib"),
            *("urllib.request", "smtplib", "imaplib", "poplib", "telnetlib", "xmlrpc.client"),
            *("multiprocessing", "os.system", "os.popen", "os.fork", "os.kill", "os.waitpid"),
            *("os.posix_spawn", "pty", "asyncio.open_connection", "webbrowser"),
        ),
    ),
)
_FILE_METHODS = frozenset(
    "exists is_file is_dir is_symlink is_mount iterdir rglob stat lstat read_text read_bytes"
    " write_text write_bytes samefile touch unlink rmdir".split()
)
"""Of paths: names that hardly anything else has."""
_NAMED = {name: cause for cause, names in _NAMES for name in names}


def dependences_of(
    code: Code, nodes: Sequence[ast.AST], qualname: str, *, depth: int = _DEPTH
) -> Dependences:
    """What decides expressions or statements.

    Args:
        code: the module.
        nodes: the expressions or statements.
        qualname: the callable that holds them; empty for module level.
        depth: how far names are followed.
    """
    found = Dependences()
    memory = _Memory()
    for node in nodes:
        _Follower(code, qualname, found, frozenset(), memory).follow(node, depth)
    return found


@dataclass(slots=True)
class _Memory:
    """What was followed already: names lead to the same places by many ways."""

    depths: dict[tuple[str, int], int] = field(default_factory=dict)
    """(callable, identity of a node) -> the greatest depth at which it was followed."""

    def is_followed(self, qualname: str, node: ast.AST, depth: int) -> bool:
        """Whether a node was followed at least as deep; from now on it counts as such."""
        key = (qualname, id(node))
        if self.depths.get(key, -1) >= depth:
            return True
        self.depths[key] = depth
        return False


class _Follower:
    """Follows the names of one scope."""

    def __init__(
        self,
        code: Code,
        qualname: str,
        found: Dependences,
        seen: frozenset[str],
        memory: _Memory,
    ) -> None:
        self._memory = memory
        self._code = code
        self._qualname = qualname
        self._found = found
        self._seen = seen
        function = code.functions.get(qualname)
        self._inputs = _parameters(function) if function is not None else set()
        owner = code.owner_of(qualname)
        self._receiver = _receiver(function) if function is not None and owner else ""
        self._owner = owner
        self._locals = {} if function is None else _local_values(code, qualname)
        self._inputs.discard(self._receiver)

    def follow(self, node: ast.AST, depth: int) -> None:
        """Add what a node depends on."""
        if self._memory.is_followed(self._qualname, node, depth) or self._is_known(node):
            return
        if isinstance(node, ast.Call):
            self._call(node, depth)
        elif isinstance(node, ast.Attribute):
            self._attribute(node, depth)
        elif isinstance(node, ast.Name):
            self._name(node.id, depth)
        elif not self._is_apart(node, depth):
            self._parts(node, depth)

    def _is_apart(self, node: ast.AST, depth: int) -> bool:
        """Whether the parts of a node are not to be followed, or have been."""
        if isinstance(node, ast.Subscript | ast.Compare):
            return self._reads_variable(node, depth)
        return isinstance(node, FunctionNode | ast.Lambda | ast.ClassDef)

    def _parts(self, node: ast.AST, depth: int) -> None:
        for child in ast.iter_child_nodes(node):
            self.follow(child, depth)

    def _is_known(self, node: ast.AST) -> bool:
        """Whether the node stands for something of the standard library that decides by itself."""
        if not isinstance(node, ast.Name | ast.Attribute):
            return False
        head = node
        while isinstance(head, ast.Attribute):
            head = head.value  # type: ignore[assignment]
        if isinstance(head, ast.Name) and (head.id in self._inputs or head.id in self._locals):
            return False
        name = self._code.dotted(node)
        return name is not None and self._add(name)

    def _add(self, name: str, detail: str = "") -> bool:
        parts = name.split(".")
        for length in range(len(parts), 0, -1):
            cause = _NAMED.get(".".join(parts[:length]))
            if cause is not None:
                shown = name.removeprefix("builtins.")
                self._found.found.setdefault(Dependence(cause, shown, detail))
                return True
        return False

    def _call(self, node: ast.Call, depth: int) -> None:
        name = self._code.dotted(node.func)
        if name == "builtins.hasattr" and node.args and self._code.is_module(node.args[0]):
            shown = self._code.text(node)
            self._found.found.setdefault(Dependence(Cause.PLATFORM, shown))
            return
        variable = _variable_read(node, name)
        if variable is not None and name is not None:
            self._add(name, variable)
            return
        for each in (*node.args, *(keyword.value for keyword in node.keywords)):
            self.follow(each, depth)
        if isinstance(node.func, ast.Attribute) and node.func.attr in _FILE_METHODS:
            if not self._is_known(node.func):
                shown = f".{node.func.attr}()"
                self._found.found.setdefault(Dependence(Cause.FILES, shown))
            self.follow(node.func.value, depth)
            return
        self.follow(node.func, depth)
        self._returned(node.func, depth)

    def _reads_variable(self, node: ast.Subscript | ast.Compare, depth: int) -> bool:
        """``os.environ["NAME"]`` and ``"NAME" in os.environ``."""
        if isinstance(node, ast.Subscript):
            place, key = node.value, node.slice
        elif len(node.ops) == 1 and isinstance(node.ops[0], ast.In | ast.NotIn):
            place, key = node.comparators[0], node.left
        else:
            return False
        if self._code.dotted(place) != "os.environ":
            return False
        name = key.value if isinstance(key, ast.Constant) and isinstance(key.value, str) else ""
        if not name:
            self.follow(key, depth)
        return self._add("os.environ", name)

    def _returned(self, function: ast.expr, depth: int) -> None:
        """What a function of the module returns depends on."""
        target = self._own_function(function)
        if target is None or depth <= 0 or target in self._seen:
            return
        inner = _Follower(self._code, target, Dependences(), self._seen | {target}, self._memory)
        for part in _nodes(self._code, target):
            if isinstance(part, ast.Return) and part.value is not None:
                inner.follow(part.value, depth - 1)
            elif isinstance(part, ast.If | ast.While):
                inner.follow(part.test, depth - 1)
        self._found.found.update(inner._found.found)

    def _own_function(self, node: ast.expr) -> str | None:
        if isinstance(node, ast.Name) and node.id in self._code.functions:
            return node.id
        if (
            isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and self._owner
            and node.value.id in (self._receiver, "self", "cls")
        ):
            name = f"{self._owner}.{node.attr}"
            return name if name in self._code.functions else None
        return None

    def _attribute(self, node: ast.Attribute, depth: int) -> None:
        value = node.value
        if not (isinstance(value, ast.Name) and self._receiver and value.id == self._receiver):
            self.follow(value, depth)
            return
        values = _attribute_values(self._code, self._owner, node.attr)
        key = f"{self._owner}.{node.attr}"
        if not values or depth <= 0 or key in self._seen:
            method = self._own_function(node)
            if method is None:
                self._found.uses_input = True
            else:
                self._returned(node, depth)
            return
        for qualname, expression in values:
            inner = _Follower(self._code, qualname, self._found, self._seen | {key}, self._memory)
            inner.follow(expression, depth - 1)

    def _name(self, name: str, depth: int) -> None:
        if name in self._inputs:
            self._found.uses_input = True
            return
        if name in self._locals:
            if depth > 0 and name not in self._seen:
                inner = _Follower(
                    self._code, self._qualname, self._found, self._seen | {name}, self._memory
                )
                for each in self._locals[name]:
                    inner.follow(each, depth - 1)
            return
        if name in self._code.optional:
            detail = self._code.optional[name]
            self._found.found.setdefault(Dependence(Cause.PLATFORM, name, detail))
            return
        if depth > 0 and name not in self._seen:
            outer = _Follower(self._code, "", self._found, self._seen | {name}, self._memory)
            for value in self._code.values.get(name, ()):
                if value is not None:
                    outer.follow(value, depth - 1)


def _parameters(function: FunctionNode) -> set[str]:
    arguments = function.args
    every = (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
    rest = (each for each in (arguments.vararg, arguments.kwarg) if each is not None)
    return {each.arg for each in (*every, *rest)}


def _receiver(function: FunctionNode) -> str:
    names = {each.id for each in function.decorator_list if isinstance(each, ast.Name)}
    arguments = (*function.args.posonlyargs, *function.args.args)
    return "" if "staticmethod" in names or not arguments else arguments[0].arg


def _assignments(nodes: Iterable[ast.AST]) -> dict[str, list[ast.expr]]:
    """What local names are bound to: values, iterables, context managers."""
    found: dict[str, list[ast.expr]] = {}
    for node in nodes:
        for target, value in _bindings(node):
            for each in nodes_in(target):
                if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store):
                    found.setdefault(each.id, []).append(value)
    return found


def _bindings(node: ast.AST) -> Iterator[tuple[ast.expr, ast.expr]]:
    if isinstance(node, ast.Assign):
        yield from ((target, node.value) for target in node.targets)
    elif isinstance(node, ast.AnnAssign):
        if node.value is not None:
            yield node.target, node.value
    elif isinstance(node, ast.AugAssign | ast.NamedExpr):
        yield node.target, node.value
    elif isinstance(node, ast.For | ast.AsyncFor | ast.comprehension):
        yield node.target, node.iter
    elif isinstance(node, ast.withitem) and node.optional_vars is not None:
        yield node.optional_vars, node.context_expr


def _own_nodes(function: FunctionNode) -> Iterator[ast.AST]:
    """All nodes of a body, those of inner functions and classes left out."""
    waiting: list[ast.AST] = list(function.body)
    while waiting:
        node = waiting.pop(0)
        yield node
        if not isinstance(node, FunctionNode | ast.ClassDef | ast.Lambda):
            waiting.extend(ast.iter_child_nodes(node))


@dataclass(slots=True)
class _Tables:
    """What was read off a module once: it is asked for again with every goal that was not reached."""

    nodes: dict[str, tuple[ast.AST, ...]] = field(default_factory=dict)
    """Qualified name of a function -> the nodes of its body."""
    assignments: dict[str, dict[str, list[ast.expr]]] = field(default_factory=dict)
    """Qualified name of a function -> name -> what it is bound to."""
    attributes: dict[str, dict[str, list[tuple[str, ast.expr]]]] = field(default_factory=dict)
    """Class -> attribute -> (method, or empty for the body of the class; the value)."""


_tables: WeakKeyDictionary[Code, _Tables] = WeakKeyDictionary()


def _nodes(code: Code, qualname: str) -> tuple[ast.AST, ...]:
    nodes = _tables.setdefault(code, _Tables()).nodes
    if qualname not in nodes:
        nodes[qualname] = tuple(_own_nodes(code.functions[qualname]))
    return nodes[qualname]


def _local_values(code: Code, qualname: str) -> dict[str, list[ast.expr]]:
    assignments = _tables.setdefault(code, _Tables()).assignments
    if qualname not in assignments:
        assignments[qualname] = _assignments(_nodes(code, qualname))
    return assignments[qualname]


def _attribute_values(code: Code, owner: str, name: str) -> Sequence[tuple[str, ast.expr]]:
    """What the methods of a class, or its body, assign to an attribute."""
    attributes = _tables.setdefault(code, _Tables()).attributes
    if owner not in attributes:
        found: dict[str, list[tuple[str, ast.expr]]] = {}
        attributes[owner] = found
        for attribute, qualname, value in _assigned_attributes(code, owner):
            found.setdefault(attribute, []).append((qualname, value))
    return attributes[owner].get(name, ())


def _assigned_attributes(code: Code, owner: str) -> Iterator[tuple[str, str, ast.expr]]:
    for qualname, function in code.functions.items():
        if code.owner_of(qualname) != owner:
            continue
        receiver = _receiver(function)
        for node in _nodes(code, qualname):
            for target, value in _bindings(node):
                if (
                    isinstance(target, ast.Attribute)
                    and isinstance(target.value, ast.Name)
                    and target.value.id == receiver
                ):
                    yield target.attr, qualname, value
    for statement in code.scope.classes[owner].body if owner in code.scope.classes else ():
        for target, value in _bindings(statement):
            if isinstance(target, ast.Name):
                yield target.id, "", value


def _variable_read(node: ast.Call, name: str | None) -> str | None:
    """The variable of the environment that a call reads, where it is a literal."""
    readers = ("os.getenv", "os.environ.get", "os.environ.pop", "os.environ.setdefault")
    if name not in readers or not node.args:
        return None
    first = node.args[0]
    return first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else None
