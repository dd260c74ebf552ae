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
from itertools import pairwise

from aqe.analysis.mutation.patch import Operator, Patch
from aqe.analysis.mutation.text import SourceText
from aqe.analysis.scopes import dotted_name
from aqe.domain.syntax_trees import nodes_in

__all__ = ["OMISSIONS", "omissions"]

OMISSIONS: tuple[Operator, ...] = (
    Operator("operand", "an operand of ``and`` or ``or`` is left out", "a and b", "a"),
    Operator(
        "argument", "an argument with a name, or one that may be missing", "f(a, key=b)", "f(a)"
    ),
    Operator("conversion", "a call gives way to its argument or its object", "a.strip()", "a"),
    Operator(
        "presence", "``None`` is taken for what is false, or the reverse", "a is None", "not a"
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

_MOST_PARTS = 40
"""Items, operands or parts of a pattern: what has more of them is data, and has tests of its own."""
_LONGEST_PATTERN = 1_000
_SAME_KIND = frozenset(
    "strip lstrip rstrip lower upper title casefold capitalize swapcase replace expandtabs copy union "
    "intersection difference removeprefix removesuffix zfill ljust rjust center encode decode".split()
)
"""Methods whose object is what they make another version of."""
_OTHER_KIND = frozenset(
    "len range type hasattr callable id ord chr super open next any all sum max min isinstance "
    "enumerate getattr hash vars dir print".split()
)
"""Functions whose argument can hardly stand where their result stood."""
_OF_BUILTINS = frozenset(name for kind in (str, bytes, list, dict, set) for name in dir(kind))
"""Methods of built-in types: what they are given is of another kind than what they give."""
_COLLECTIONS = frozenset({"frozenset", "set", "tuple", "dict", "list"})
_LEAST_ARGUMENTS = {
    **dict.fromkeys(
        "split rsplit strip lstrip rstrip encode decode splitlines expandtabs".split(), 0
    ),
    **dict.fromkeys("get pop setdefault find index count startswith endswith ljust".split(), 1),
    **dict.fromkeys("rjust center next round int sum str".split(), 1),
    **dict.fromkeys("getattr replace".split(), 2),
}
"""What functions and methods of these names are content with, by position."""
_PATTERN_CALLS = frozenset(
    f"re.{name}"
    for name in "compile match fullmatch search findall finditer split sub subn".split()
)
_KINDS = frozenset({"isinstance", "issubclass"})
_BEGINNINGS = frozenset({"startswith", "endswith"})
_OF_DATA = frozenset({"item", "pattern"})
_WITHOUT_VALUE = (ast.Expr, ast.Raise, ast.Await, ast.withitem)
"""Where a call is done for what it does, or gives what nothing else can stand for."""
_ESCAPE = r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|N\{[^}]*\}|[0-7]{1,3}|.)"
_ONE = rf"(?:{_ESCAPE}|[^\\])"
_TIMES = r"(?:[+*?]|\{\d*,?\d*\})[?+]?"
_TOKEN = re.compile(
    rf"{_ESCAPE}"
    r"|\[\^?\]?(?:\\.|[^\]\\])*\]"
    r"|\(\?#[^)]*\)|\(\?P=\w+\)"
    r"|\((?:\?(?:P<\w+>|<[=!]|\(\w+\)|[aiLmsux-]*[:=!>]?))?"
    rf"|\)|{_TIMES}|[\^$|]",
    re.DOTALL,
)
"""What a regular expression is made of: escapes, sets, comments and references, groups with their sign,
counts, anchors and bars; other characters stand for themselves."""
_COUNT = re.compile(_TIMES)
_IN_SET = re.compile(rf"{_ONE}(?:-(?!$){_ONE})?", re.DOTALL)
_ANCHORS = frozenset({"^", "$", r"\b", r"\B", r"\A", r"\Z"})


def omissions(
    node: ast.AST, parent: ast.AST, text: SourceText, *, at_import: bool
) -> Iterator[Patch]:
    """The patches of one node; those of its children are not among them.

    Args:
        node: what is changed.
        parent: what it is a part of.
        text: that they were parsed from.
        at_import: whether the import runs it: then only data has patches, for each takes an import of its
            own to be tried.
    """
    maker = _MAKERS.get(type(node))
    for patch in maker(node, text) if maker is not None else ():
        if not at_import or patch.operator in _OF_DATA:
            yield patch
    if isinstance(node, ast.Call) and not isinstance(parent, _WITHOUT_VALUE) and not at_import:
        yield from _conversion(node, text)


def _shown(node: ast.expr, text: SourceText) -> str:
    return text.text[text.start(node) : text.end(node)]


def _instead(operator: str, node: ast.expr, new: str, text: SourceText) -> Patch:
    return Patch(operator, text.start(node), text.end(node), new)


# --- conditions -----------------------------------------------------------------------------------


def _operands(node: ast.BoolOp, text: SourceText) -> Iterator[Patch]:
    if len(node.values) > _MOST_PARTS:
        return
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


def _called(node: ast.Call) -> tuple[str, str]:
    """The dotted name of what is called, and its last part; empty where there is none."""
    name = dotted_name(node.func) or ""
    return name, node.func.attr if isinstance(node.func, ast.Attribute) else name


def _call(node: ast.Call, text: SourceText) -> Iterator[Patch]:
    name, last = _called(node)
    for each in node.keywords:
        if each.arg is not None:
            yield _without_argument(node, each, text)
    if node.args and not node.keywords and _may_be_missing(node, name, last):
        yield _without_argument(node, node.args[-1], text)
    if name in _KINDS and len(node.args) == 2:
        yield from _items(node.args[1], text)
    elif last in _BEGINNINGS and node.args:
        yield from _items(node.args[0], text)
    elif name in _PATTERN_CALLS and node.args and not _is_verbose(node):
        yield from _pattern(node.args[0], text)


def _may_be_missing(node: ast.Call, name: str, last: str) -> bool:
    """Whether the last argument of a call is one that may be missing, as far as names tell."""
    if name in _PATTERN_CALLS:
        return len(node.args) > 1 and "re" in _names(node.args[-1])
    return len(node.args) > _LEAST_ARGUMENTS.get(last, len(node.args))


def _names(node: ast.AST) -> set[str]:
    return {each.id for each in nodes_in(node) if isinstance(each, ast.Name)}


def _is_verbose(node: ast.Call) -> bool:
    """Whether a pattern may hold comments, in which nothing can be missing."""
    given = [*node.args[1:], *(each.value for each in node.keywords)]
    words = {
        each.attr for flag in given for each in nodes_in(flag) if isinstance(each, ast.Attribute)
    }
    return bool(words & {"X", "VERBOSE"})


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
    _, last = _called(node)
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
    if name in _names(value):
        yield Patch("assignment", text.start(node), text.end(node), "pass")
    elif isinstance(value, ast.Call) and len(value.args) == 1:
        if dotted_name(value.func) in _COLLECTIONS:
            yield from _items(value.args[0], text)
    else:
        yield from _items(value, text)


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
    if not 2 <= len(spans) <= _MOST_PARTS:
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
    if len(value) > _LONGEST_PATTERN or "(?x" in value or not _compiles(node.value):
        return
    spans = sorted(set(_parts(value)))
    for start, end in spans if len(spans) <= _MOST_PARTS else ():
        left = value[:start] + value[end:]
        new = left if is_text else left.encode("latin-1")
        if _compiles(new):
            yield _instead("pattern", node, repr(new), text)


def _parts(pattern: str) -> Iterator[tuple[int, int]]:
    """Spans of counts, anchors, alternatives, sets of characters, and of what stands in these."""
    opened: list[list[int]] = [[0]]
    """Where the alternatives of each group around begin."""
    for found in _TOKEN.finditer(pattern):
        part, (start, end) = found[0], found.span()
        if part.startswith("(") and (part.startswith("(?(") or not part.endswith(")")):
            opened.append([end])
        elif part == ")" and len(opened) > 1:
            yield from _alternatives(opened.pop(), start)
        elif part == "|":
            opened[-1].append(end)
        elif part.startswith("["):
            count = _COUNT.match(pattern, end)
            yield start, count.end() if count is not None else end
            yield from _of_set(pattern, start + 1, end - 1)
        elif part in _ANCHORS or part[0] in "+*?{":
            yield start, end
    yield from _alternatives(opened[0], len(pattern))


def _alternatives(starts: list[int], end: int) -> Iterator[tuple[int, int]]:
    """Spans of alternatives with the bar beside them."""
    yield from pairwise(starts)
    if len(starts) > 1:
        yield starts[-1] - 1, end


def _of_set(pattern: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Spans of what a set of characters holds, and of the sign that turns it round."""
    if pattern[start] == "^":
        yield start, start + 1
        start += 1
    inner = [each.span() for each in _IN_SET.finditer(pattern, start, end)]
    for first, behind in inner if len(inner) > 1 else ():
        if first > start or pattern[behind] != "^":  # it would turn the set round
            yield first, behind


def _compiles(pattern: str | bytes) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            re.compile(pattern)
    except (re.error, ValueError, RecursionError, OverflowError):
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
}
