"""What somebody forgot: an operand, an argument, an item, a conversion or a part of a pattern, left out.

Faults that are mended later are often of this kind, and the classic operators do not stand for them (Just,
Jalali, Inozemtseva, Ernst, Holmes and Fraser, "Are mutants a valid substitute for real faults in software
testing?", FSE 2014). `conversion` is after the *argument propagation* and *naked receiver* operators of PIT,
`pattern` after Arcaini, Gargantini and Riccobene, "MutRex" (ICSTW 2017). Many such mutants do what the
original does: they choose tests, and no share is told of them.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Callable, Iterator

from aqe.analysis.mutation.patch import Operator, Patch
from aqe.analysis.mutation.text import SourceText
from aqe.analysis.scopes import dotted_name
from aqe.domain.syntax_trees import nodes_in

__all__ = ["OMISSIONS", "omissions"]

OMISSIONS: tuple[Operator, ...] = (
    Operator("operand", "an operand of ``and`` or ``or`` is left out", "a and b", "a"),
    Operator("argument", "an argument that need not be given is left out", "f(a, key=b)", "f(a)"),
    Operator("conversion", "a call gives way to its argument or its object", "a.strip()", "a"),
    Operator(
        "presence",
        "``None`` is taken for what is false, and the other way round",
        "a is None",
        "not a",
    ),
    Operator("item", "an item of a collection is left out", "a in (1, 2, 3)", "a in (1, 3)"),
    Operator(
        "block", "what a condition guards is left out, or its other side", "if a:", "if False:"
    ),
    Operator("assignment", "a variable keeps what it held", "a = a.strip()", "pass"),
    Operator("choice", "one side of a conditional expression is left out", "a if c else b", "a"),
    Operator("pattern", "a part of a regular expression is left out", 'r"[ab]+"', 'r"[a]+"'),
)
"""All operators, in the order in which samples take them in turn, behind those that are counted."""

_MOST_ITEMS = 40
"""Items of a collection, or parts of a pattern: what is longer is data, and has tests of its own."""
_SAME_KIND = frozenset(
    "strip lstrip rstrip lower upper title casefold capitalize swapcase replace expandtabs copy union "
    "intersection difference removeprefix removesuffix zfill ljust rjust center encode decode".split()
)
"""Methods whose result can stand where their object stood."""
_OTHER_KIND = frozenset(
    "len range type hasattr callable id ord chr super open next any all sum max min isinstance "
    "enumerate getattr hash vars dir print".split()
)
"""Functions whose argument can hardly stand where their result stood."""
_OF_BUILTINS = frozenset(name for kind in (str, bytes, list, dict, set) for name in dir(kind))
"""Methods of built-in types: what they are given is of another kind than what they give."""
_COLLECTIONS = frozenset({"frozenset", "set", "tuple", "dict", "list"})
_OPTIONAL = frozenset(
    "get pop getattr next setdefault split rsplit replace strip lstrip rstrip round int sum find index "
    "count encode decode splitlines str".split()
)
"""Functions and methods whose last argument may be missing."""
_KINDS = frozenset({"isinstance", "issubclass"})
_BEGINNINGS = frozenset({"startswith", "endswith"})
_OF_DATA = frozenset({"item", "pattern"})
_WITHOUT_VALUE = (ast.Expr, ast.Raise, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
"""Where a call is no part of a value, or is a decorator."""
_PART = re.compile(
    r"\\[bBAZ]|\[\^?\]?(?:\\.|[^\]\\])*\]|\\.|\(\?[^)]|[+*?]\??|[\^$|]|\{\d+(?:,\d*)?\}", re.DOTALL
)
_IN_CLASS = re.compile(r"(?:\\.|[^\\])(?:-(?:\\.|[^\]\\]))?", re.DOTALL)


def omissions(node: ast.AST, text: SourceText, *, in_function: bool) -> Iterator[Patch]:
    """The patches of one node, and those of calls that are parts of its value.

    What the import runs has only those of its data: each of them takes an import of its own to be tried.
    """
    for patch in _omissions(node, text):
        if in_function or patch.operator in _OF_DATA:
            yield patch


def _omissions(node: ast.AST, text: SourceText) -> Iterator[Patch]:
    maker = _MAKERS.get(type(node))
    if maker is not None:
        yield from maker(node, text)
    if not isinstance(node, _WITHOUT_VALUE):
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Call):
                yield from _conversion(child, text)


def _shown(node: ast.expr, text: SourceText) -> str:
    return text.text[text.start(node) : text.end(node)]


def _instead(operator: str, node: ast.expr, new: str, text: SourceText) -> Patch:
    return Patch(operator, text.start(node), text.end(node), new)


# --- conditions -----------------------------------------------------------------------------------


def _operands(node: ast.BoolOp, text: SourceText) -> Iterator[Patch]:
    sign = " and " if isinstance(node.op, ast.And) else " or "
    shown = [f"({_shown(each, text)})" for each in node.values]
    for index in range(len(shown)):
        rest = sign.join(shown[:index] + shown[index + 1 :])
        yield _instead("operand", node, f"({rest})", text)


def _compared(node: ast.Compare, text: SourceText) -> Iterator[Patch]:
    for operator, side in zip(node.ops, node.comparators, strict=True):
        if isinstance(operator, ast.In | ast.NotIn):
            yield from _items(side, text)
    if len(node.ops) == 1 and _is_none(node.comparators[0]):
        left = _shown(node.left, text)
        if isinstance(node.ops[0], ast.Is):
            yield _instead("presence", node, f"(not ({left}))", text)
        elif isinstance(node.ops[0], ast.IsNot):
            yield _instead("presence", node, f"({left})", text)


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _if(node: ast.If, text: SourceText) -> Iterator[Patch]:
    if not isinstance(node.test, ast.Constant):
        test = _shown(node.test, text)
        yield _instead("block", node.test, f"(({test}) and False)", text)
        if node.orelse:
            yield _instead("block", node.test, f"(({test}) or True)", text)
    yield from _truth(node.test, text)


def _choice(node: ast.IfExp, text: SourceText) -> Iterator[Patch]:
    for side in (node.body, node.orelse):
        yield _instead("choice", node, f"({_shown(side, text)})", text)
    yield from _truth(node.test, text)


def _truth(node: ast.expr, text: SourceText) -> Iterator[Patch]:
    """Names whose truth decides: what is false would pass for what is there."""
    match node:
        case ast.BoolOp(values=values):
            for each in values:
                yield from _truth(each, text)
        case ast.UnaryOp(op=ast.Not(), operand=ast.Name() | ast.Attribute() as operand):
            yield _instead("presence", node, f"({_shown(operand, text)} is None)", text)
        case ast.Name() | ast.Attribute():
            yield _instead("presence", node, f"({_shown(node, text)} is not None)", text)


# --- calls ----------------------------------------------------------------------------------------


def _call(node: ast.Call, text: SourceText) -> Iterator[Patch]:
    name = dotted_name(node.func) or ""
    last = node.func.attr if isinstance(node.func, ast.Attribute) else name
    for each in node.keywords:
        if each.arg is not None:
            yield _without_argument(node, each, text)
    if node.args and not node.keywords and _may_be_missing(node, name, last):
        yield _without_argument(node, node.args[-1], text)
    if name in _KINDS and len(node.args) == 2:
        yield from _items(node.args[1], text)
    elif last in _BEGINNINGS and node.args:
        yield from _items(node.args[0], text)
    elif name.partition(".")[0] in ("re", "regex") and node.args:
        yield from _pattern(node.args[0], text)


def _may_be_missing(node: ast.Call, name: str, last: str) -> bool:
    """Whether the last argument of a call is one that may be missing, as far as names tell."""
    if name.partition(".")[0] in ("re", "regex"):
        flags = dotted_name(node.args[-1]) or ""
        return len(node.args) > 1 and flags.startswith(("re.", "regex."))
    return last in _OPTIONAL and (isinstance(node.func, ast.Attribute) or len(node.args) > 1)


def _without_argument(node: ast.Call, argument: ast.expr | ast.keyword, text: SourceText) -> Patch:
    """A call that lacks one of its arguments."""
    arguments: list[ast.expr | ast.keyword] = [*node.args, *node.keywords]
    places = [(text.start(each), text.end(each)) for each in arguments]
    start, end = text.start(argument), text.end(argument)
    before = [stop for _, stop in places if stop <= start]
    behind = [begin for begin, _ in places if begin >= end]
    if before:
        return Patch("argument", max(before), end, "")
    if behind:
        return Patch("argument", start, min(behind), "")
    return Patch("argument", text.end(node.func), text.end(node), "()")


def _conversion(node: ast.Call, text: SourceText) -> Iterator[Patch]:
    if node.keywords:
        return
    name = dotted_name(node.func) or ""
    last = node.func.attr if isinstance(node.func, ast.Attribute) else name
    if isinstance(node.func, ast.Attribute) and last in _SAME_KIND:
        yield _instead("conversion", node, f"({_shown(node.func.value, text)})", text)
    elif len(node.args) == 1 and _may_convert(node.func, last):
        given = node.args[0]
        if not isinstance(given, ast.Starred | ast.GeneratorExp):
            yield _instead("conversion", node, f"({_shown(given, text)})", text)


def _may_convert(function: ast.expr, last: str) -> bool:
    """Whether what a function gives may be of the kind of what it is given, as far as its name tells."""
    if not last.lstrip("_")[:1].islower():
        return False
    if isinstance(function, ast.Name):
        return last not in _OTHER_KIND
    is_of_name = isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name)
    return is_of_name and last not in _OF_BUILTINS


# --- data -----------------------------------------------------------------------------------------


def _assigned(node: ast.Assign | ast.AnnAssign, text: SourceText) -> Iterator[Patch]:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    value = node.value
    if value is None or len(targets) != 1 or not isinstance(targets[0], ast.Name):
        return
    name = targets[0].id
    if any(isinstance(each, ast.Name) and each.id == name for each in nodes_in(value)):
        yield Patch("assignment", text.start(node), text.end(node), "pass")
    elif isinstance(value, ast.Call) and len(value.args) == 1:
        if dotted_name(value.func) in _COLLECTIONS:
            yield from _items(value.args[0], text)
    else:
        yield from _items(value, text)


def _augmented(node: ast.AugAssign, text: SourceText) -> Iterator[Patch]:
    yield Patch("assignment", text.start(node), text.end(node), "pass")


def _items(node: ast.expr, text: SourceText) -> Iterator[Patch]:
    """A collection that lacks one of its items."""
    match node:
        case ast.Dict(keys=keys, values=values) if None not in keys:
            rows = [(key, value) for key, value in zip(keys, values, strict=True) if key]
            spans = [(text.start(key), text.end(value)) for key, value in rows]
        case ast.Tuple(elts=items) | ast.List(elts=items) | ast.Set(elts=items):
            spans = [(text.start(each), text.end(each)) for each in items]
        case _:
            return
    if not 2 <= len(spans) <= _MOST_ITEMS:
        return
    if isinstance(node, ast.Tuple) and len(spans) == 2:
        for each in reversed(node.elts):
            yield _instead("item", node, f"({_shown(each, text)},)", text)
        return
    for index, (start, end) in enumerate(spans):
        if index + 1 < len(spans):
            yield Patch("item", start, spans[index + 1][0], "")
        else:
            yield Patch("item", spans[index - 1][1], end, "")


def _pattern(node: ast.expr, text: SourceText) -> Iterator[Patch]:
    if not isinstance(node, ast.Constant) or not isinstance(node.value, str | bytes):
        return
    is_text = isinstance(node.value, str)
    value = node.value if isinstance(node.value, str) else node.value.decode("latin-1")
    spans = list(_parts(value))
    for start, end in spans[:_MOST_ITEMS]:
        new = value[:start] + value[end:]
        if _compiles(new):
            yield _instead("pattern", node, repr(new if is_text else new.encode("latin-1")), text)


def _parts(pattern: str) -> Iterator[tuple[int, int]]:
    """Spans of counts, anchors, bars, and of what stands in sets of characters."""
    for found in _PART.finditer(pattern):
        part = found[0]
        if part.startswith("["):
            start = found.start() + 1 + part.startswith("[^")
            inner = list(_IN_CLASS.finditer(pattern, start, found.end() - 1))
            if start > found.start() + 1:
                yield start - 1, start
            if len(inner) > 1:
                yield from (each.span() for each in inner)
        elif not part.startswith(("\\", "(")) or part in (r"\b", r"\B", r"\A", r"\Z"):
            yield found.span()


def _compiles(pattern: str) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            re.compile(pattern)
    except (re.error, RecursionError, OverflowError):
        return False
    return True


_MAKERS: dict[type[ast.AST], Callable[..., Iterator[Patch]]] = {
    ast.BoolOp: _operands,
    ast.Compare: _compared,
    ast.If: _if,
    ast.IfExp: _choice,
    ast.Call: _call,
    ast.Assign: _assigned,
    ast.AnnAssign: _assigned,
    ast.AugAssign: _augmented,
}
