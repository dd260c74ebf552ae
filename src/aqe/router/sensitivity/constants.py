"""What expressions of a Python program come to, as far as they can be worked out without running it.

A key that is joined, formatted, turned round or decoded from constants is a key to whoever runs the program.
Worked out are literals, names that are given a constant somewhere, arithmetic, formatting, slices, and the
few calls that put texts together or decode them. What is not known becomes ``{}`` within a text. Nothing of
the program is run: every step is one of those below, and their number and sizes are limited.
"""

from __future__ import annotations

import ast
import base64
import binascii
import codecs
import operator
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

__all__ = ["Constant", "Worker", "plain_text"]

UNKNOWN = "{}"
"""What stands in a text for a part that is not known."""
_LONGEST = 20_000
"""Characters or items of one value."""
_STEPS = 2_000_000
_ROOM = 5_000_000
"""Characters of all values together."""
_DEEPEST = 40
_MOST_ORIGINS = 64


class Constant(NamedTuple):
    """A value, and the literals that it was made from."""

    value: Any
    origins: tuple[ast.Constant, ...] = ()


class _Unknown(Exception):
    """The value depends on what only a run can tell."""


def plain_text(value: object) -> str | None:
    """A value as the text that a reader would see; None where it is no text."""
    if isinstance(value, bytes):
        return value.decode("latin-1")
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value) if abs(value) < 10**40 else None
    return value if isinstance(value, str) else None


class Worker:
    """Works out expressions of one module; each is worked out once.

    Args:
        tree: The module. A name that is given several values is taken for the last one.
    """

    def __init__(self, tree: ast.AST) -> None:
        self.sums: dict[int, Constant] = {}
        """What names have after ``name += value``, by the identity of the statement."""
        self._known: dict[str, Constant] = {}
        self._local: list[dict[str, Constant]] = []
        self._done: dict[int, Constant | None] = {}
        self._steps = _STEPS
        self._room = _ROOM
        for node in _bindings(tree):
            for name, value in self._given(node):
                self._known[name] = value
        self._done.clear()

    def value(self, node: ast.expr, depth: int = 0) -> Constant | None:
        """What an expression comes to; None where it is not known."""
        if not self._local and id(node) in self._done:
            return self._done[id(node)]
        self._steps -= 1
        found: Constant | None = None
        if depth < _DEEPEST and self._steps > 0 and self._room > 0:
            try:
                found = self._sized(node, self._made(node, depth + 1))
            except (_Unknown, ValueError, TypeError, LookupError, ArithmeticError, AttributeError):
                found = None
        if not self._local:
            self._done[id(node)] = found
        return found

    def _sized(self, node: ast.expr, found: Constant) -> Constant | None:
        if isinstance(node, ast.Name | ast.Attribute):
            return found
        size = _size(found.value)
        if not isinstance(node, ast.Constant):
            self._room -= size
        return found if size <= _LONGEST else None

    def _given(self, node: ast.AST) -> Iterator[tuple[str, Constant]]:
        """Names that a statement gives a constant."""
        if isinstance(node, ast.Assign):
            for target in node.targets:
                yield from self._bound(target, node.value)
        elif isinstance(node, ast.AnnAssign | ast.NamedExpr) and node.value is not None:
            yield from self._bound(node.target, node.value)
        elif isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add):
            name, more = _name_of(node.target), self.value(node.value)
            if name in self._known and more is not None:
                joined = _sum(self._known[name], more)
                if joined is not None and _size(joined.value) <= _LONGEST:
                    self.sums[id(node)] = joined
                    yield name, joined

    def _bound(self, target: ast.expr, value: ast.expr) -> Iterator[tuple[str, Constant]]:
        if isinstance(target, ast.Tuple | ast.List):
            if isinstance(value, ast.Tuple | ast.List) and len(value.elts) == len(target.elts):
                for each, part in zip(target.elts, value.elts, strict=True):
                    yield from self._bound(each, part)
            return
        name, found = _name_of(target), self.value(value)
        if name and found is not None:
            yield name, found

    def _need(self, node: ast.expr, depth: int) -> Constant:
        found = self.value(node, depth)
        if found is None:
            raise _Unknown
        return found

    def _made(self, node: ast.expr, depth: int) -> Constant:
        match node:
            case ast.Constant(value=value):
                if not isinstance(value, str | bytes | int) or isinstance(value, bool):
                    raise _Unknown
                return Constant(value, (node,))
            case ast.Name() | ast.Attribute():
                return self._named(_name_of(node))
            case ast.JoinedStr(values=values):
                return _joined("", [self._shown(each, depth) for each in values])
            case ast.BinOp(op=ast.Add()):
                return self._sum(node, depth)
            case ast.BinOp(left=left, op=ast.Mod(), right=right):
                return self._formatted(self._need(left, depth), right, depth)
            case ast.BinOp(left=left, op=op, right=right):
                return _calculated(op, self._need(left, depth), self._need(right, depth))
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                found = self._need(operand, depth)
                return Constant(-int(found.value), found.origins)
            case ast.List(elts=items) | ast.Tuple(elts=items) | ast.Set(elts=items):
                return _row([self.value(each, depth) for each in items[:_LONGEST]])
            case ast.Subscript(value=value, slice=place):
                return self._part(self._need(value, depth), place, depth)
            case ast.IfExp(body=body, orelse=orelse):
                return self.value(body, depth) or self._need(orelse, depth)
            case ast.NamedExpr(value=value):
                return self._need(value, depth)
            case ast.GeneratorExp() | ast.ListComp():
                return self._comprehended(node, depth)
            case ast.Call():
                return self._called(node, depth)
        raise _Unknown

    def _named(self, name: str) -> Constant:
        known = next((names for names in reversed(self._local) if name in names), self._known)
        return known[name]

    def _shown(self, node: ast.expr, depth: int) -> Constant:
        """A part of an f-string."""
        if isinstance(node, ast.FormattedValue):
            found = self.value(node.value, depth)
            if found is None or node.format_spec is not None or plain_text(found.value) is None:
                return Constant(UNKNOWN)
            return found
        return self._need(node, depth)

    def _sum(self, node: ast.BinOp, depth: int) -> Constant:
        """A chain of sums; it leans to the left, and may be longer than calls go deep."""
        parts: list[ast.expr] = []
        place: ast.expr = node
        while isinstance(place, ast.BinOp) and isinstance(place.op, ast.Add):
            parts.append(place.right)
            place = place.left
        values = [self.value(each, depth) for each in (place, *reversed(parts))]
        known = [each for each in values if each is not None]
        if len(known) == len(values):
            result: Constant | None = known[0]
            if all(isinstance(each.value, str | bytes) for each in known):
                return _joined(known[0].value[:0], known)
            for each in known[1:]:
                result = None if result is None else _sum(result, each)
            if result is None or _size(result.value) > _LONGEST:
                raise _Unknown
            return result
        if sum(isinstance(each.value, str | bytes) for each in known) < 2:
            raise _Unknown
        return _joined("", [each or Constant(UNKNOWN) for each in values])

    def _formatted(self, form: Constant, right: ast.expr, depth: int) -> Constant:
        """``form % right``; a number is calculated."""
        if not isinstance(form.value, str | bytes):
            return _calculated(ast.Mod(), form, self._need(right, depth))
        items = right.elts if isinstance(right, ast.Tuple) else [right]
        given = [self.value(each, depth) or Constant(UNKNOWN) for each in items]
        if len(items) == 1 and isinstance(given[0].value, tuple):
            given = [Constant(each, given[0].origins) for each in given[0].value]
        text = plain_text(form.value) or ""
        rest = iter(given)
        shown = re.sub(
            r"%[-+0 #]?\d{0,3}(?:\.\d{1,3})?([sdrxciu%])",
            lambda match: "%" if match[1] == "%" else _text_of(next(rest, Constant(UNKNOWN))),
            text[:_LONGEST],
        )
        return Constant(shown[:_LONGEST], _origins([form, *given]))

    def _part(self, whole: Constant, place: ast.expr, depth: int) -> Constant:
        if not isinstance(whole.value, str | bytes | tuple):
            raise _Unknown
        if isinstance(place, ast.Slice):
            ends = [
                None if each is None else self._need(each, depth).value
                for each in (place.lower, place.upper, place.step)
            ]
            return Constant(whole.value[slice(*ends)], whole.origins)
        return Constant(whole.value[self._need(place, depth).value], whole.origins)

    def _comprehended(self, node: ast.GeneratorExp | ast.ListComp, depth: int) -> Constant:
        (loop,) = node.generators
        if loop.ifs or not isinstance(loop.target, ast.Name):
            raise _Unknown
        items = self._need(loop.iter, depth)
        found: list[Constant] = []
        for each in items.value[:_LONGEST]:
            self._local.append({loop.target.id: Constant(each, items.origins)})
            try:
                found.append(self._need(node.elt, depth))
            finally:
                self._local.pop()
        return Constant(tuple(each.value for each in found), _origins([items, *found[:1]]))

    def _called(self, node: ast.Call, depth: int) -> Constant:
        name = _name_of(node.func)
        if isinstance(node.func, ast.Attribute):
            if name in _DECODERS and node.args:
                found = self._need(node.args[0], depth)
                data = found.value.encode() if isinstance(found.value, str) else found.value
                return Constant(_DECODERS[name](data), found.origins)
            if name == "decode" and _name_of(node.func.value) == "codecs":
                return self._codec(node, depth)
            return self._method(node, node.func, depth)
        if name == "map":
            function, items = node.args[0], self._need(node.args[1], depth)
            step = _STEP_BY_STEP[_name_of(function)]
            return Constant(tuple(map(step, items.value[:_LONGEST])), items.origins)
        if node.keywords or name not in _FUNCTIONS:
            raise _Unknown
        found = self._need(node.args[0], depth)
        return Constant(_FUNCTIONS[name](found.value), found.origins)

    def _codec(self, node: ast.Call, depth: int) -> Constant:
        found, name = (self._need(each, depth) for each in node.args[:2])
        if str(name.value).lower().replace("-", "").replace("_", "") == "rot13":
            return Constant(codecs.decode(found.value, "rot13"), found.origins)
        step = _DECODERS[{"hex": "unhexlify", "base64": "b64decode"}[name.value]]
        return Constant(step(found.value), found.origins)

    def _method(self, node: ast.Call, function: ast.Attribute, depth: int) -> Constant:
        owner = self._need(function.value, depth)
        if not isinstance(owner.value, str | bytes):
            raise _Unknown
        if function.attr == "join":
            items = self._need(node.args[0], depth)
            values = [Constant(each) for each in items.value]
            joined = _joined(owner.value, values)
            return Constant(joined.value, _origins([owner, items]))
        if function.attr == "format":
            return self._filled(owner, node, depth)
        if function.attr not in _METHODS:
            raise _Unknown
        given = [self._need(each, depth) for each in node.args]
        if function.attr == "replace" and len(owner.value) * len(given[1].value) > 50 * _LONGEST:
            raise _Unknown
        result = getattr(owner.value, function.attr)(*(each.value for each in given))
        return Constant(tuple(result) if isinstance(result, list) else result, owner.origins)

    def _filled(self, form: Constant, node: ast.Call, depth: int) -> Constant:
        """``form.format(...)`` with plain fields."""
        places = iter([self.value(each, depth) for each in node.args])
        names = {
            each.arg: self.value(each.value, depth)
            for each in node.keywords
            if each.arg is not None
        }
        numbered = [self.value(each, depth) for each in node.args]
        used: list[Constant] = [form]

        def fill(match: re.Match[str]) -> str:
            name = match.group(1)
            if not name:
                found = next(places, None)
            elif name.isdigit():
                found = numbered[int(name)] if int(name) < len(numbered) else None
            else:
                found = names.get(name)
            used.append(found or Constant(UNKNOWN))
            return _text_of(used[-1])

        text = re.sub(r"\{(\w{0,60})(?:![rsa])?\}", fill, str(form.value)[:_LONGEST])
        return Constant(text[:_LONGEST], _origins(used))


def _bindings(tree: ast.AST) -> Iterator[ast.AST]:
    """Statements and expressions that bind names, in the order of the text."""
    found = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign | ast.NamedExpr)
    ]
    yield from sorted(found, key=lambda node: (node.lineno, node.col_offset))


def _name_of(node: ast.expr) -> str:
    """The name, or the last part of a dotted one; empty where there is none."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _size(value: Any) -> int:
    if isinstance(value, int):
        return value.bit_length() // 8
    if not isinstance(value, tuple):
        return len(value)
    total = len(value)
    for each in value:
        total += _size(each)
        if total > _LONGEST:
            break
    return total


def _text_of(found: Constant) -> str:
    text = plain_text(found.value)
    return UNKNOWN if text is None else text


def _origins(parts: Sequence[Constant]) -> tuple[ast.Constant, ...]:
    found = {id(each): each for part in parts for each in part.origins}
    return tuple(found.values())[:_MOST_ORIGINS]


def _joined(between: str | bytes, parts: Sequence[Constant]) -> Constant:
    texts = [_text_of(each) for each in parts]
    if sum(map(len, texts)) + len(between) * len(texts) > _LONGEST:
        raise _Unknown
    text = (plain_text(between) or "").join(texts)
    is_bytes = isinstance(between, bytes)
    return Constant(text.encode("latin-1") if is_bytes else text, _origins(parts))


def _row(items: Sequence[Constant | None]) -> Constant:
    values = tuple(UNKNOWN if each is None else each.value for each in items)
    return Constant(values, _origins([each for each in items if each is not None]))


def _sum(left: Constant, right: Constant) -> Constant | None:
    if type(left.value) is not type(right.value):
        return None
    return Constant(left.value + right.value, _origins([left, right]))


_OPERATORS: Mapping[type[ast.operator], Callable[[int, int], int]] = {
    ast.Sub: operator.sub,
    ast.BitXor: operator.xor,
    ast.BitAnd: operator.and_,
    ast.BitOr: operator.or_,
    ast.Mod: operator.mod,
}


def _calculated(op: ast.operator, left: Constant, right: Constant) -> Constant:
    if isinstance(op, ast.Mult):
        times, text = sorted((left.value, right.value), key=lambda each: not isinstance(each, int))
        if not isinstance(times, int) or times * _size(text) > _LONGEST:
            raise _Unknown
        return Constant(times * text, _origins([left, right]))
    if not (isinstance(left.value, int) and isinstance(right.value, int)):
        raise _Unknown
    return Constant(_OPERATORS[type(op)](left.value, right.value), _origins([left, right]))


def _numbers(value: Any) -> bytes:
    """``bytes(...)`` and ``bytearray(...)``: of numbers, or of bytes; an int would be its length."""
    if isinstance(value, bytes):
        return value
    if isinstance(value, tuple):
        return bytes(value)
    raise _Unknown


def _turned(value: Any) -> Any:
    return tuple(value[::-1])


def _decoded(decode: Callable[..., bytes]) -> Callable[[bytes], bytes]:
    """A decoder that lets the padding be missing."""
    return lambda data: decode(data + b"=" * (-len(data) % (8 if "32" in decode.__name__ else 4)))


_DECODERS: Mapping[str, Callable[[Any], Any]] = {
    "b64decode": _decoded(base64.b64decode),
    "standard_b64decode": _decoded(base64.b64decode),
    "urlsafe_b64decode": _decoded(base64.urlsafe_b64decode),
    "decodebytes": base64.b64decode,
    "a2b_base64": binascii.a2b_base64,
    "b32decode": _decoded(base64.b32decode),
    "b16decode": base64.b16decode,
    "b85decode": base64.b85decode,
    "a85decode": base64.a85decode,
    "unhexlify": binascii.unhexlify,
    "a2b_hex": binascii.unhexlify,
    "fromhex": lambda data: bytes.fromhex(data.decode()),
}
_STEP_BY_STEP: Mapping[str, Callable[[Any], Any]] = {
    "chr": chr,
    "str": str,
    "ord": ord,
    "int": lambda text: int(text[:40]),
}
_FUNCTIONS: Mapping[str, Callable[[Any], Any]] = {
    "bytes": _numbers,
    "bytearray": _numbers,
    "reversed": _turned,
    "list": tuple,
    "tuple": tuple,
    "chr": chr,
    "ord": ord,
    "str": lambda value: _text_of(Constant(value)),
}
_METHODS = frozenset(
    "replace strip lstrip rstrip lower upper swapcase title capitalize removeprefix removesuffix split"
    " encode decode".split()
)
