"""What expressions of a Python program come to, as far as they can be worked out without running it.

A key that is joined, formatted, turned round or decoded from constants is a key to whoever runs the program.
Worked out are literals, names that are given a constant somewhere, arithmetic, formatting, slices, and the
few calls that put texts together or decode them. What is not known becomes ``{}`` within a text. Nothing of
the program is run: every step is one of those in `steps`, and their number and sizes are limited.
"""

from __future__ import annotations

import ast
import codecs
import re
from collections.abc import Iterator, Sequence
from typing import Any

from aqe.router.sensitivity.steps import (
    DECODERS,
    FUNCTIONS,
    LONGEST,
    METHODS,
    STEP_BY_STEP,
    UNKNOWN,
    Constant,
    Unknown,
    calculated,
    filled_by_name,
    joined,
    origins_of,
    plain_text,
    row_of,
    size_of,
    summed,
    text_of,
)

__all__ = ["Worker"]

_STEPS = 2_000_000
_ROOM = 5_000_000
"""Characters of all values together."""
_DEEPEST = 40


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
            except (Unknown, ValueError, TypeError, LookupError, ArithmeticError, AttributeError):
                found = None
        if not self._local:
            self._done[id(node)] = found
        return found

    def _sized(self, node: ast.expr, found: Constant) -> Constant | None:
        if isinstance(node, ast.Name | ast.Attribute):
            return found
        size = size_of(found.value)
        if not isinstance(node, ast.Constant):
            self._room -= size
        return found if size <= LONGEST else None

    def _given(self, node: ast.AST) -> Iterator[tuple[str, Constant]]:
        """Names that a statement gives a constant."""
        if isinstance(node, ast.Assign):
            for target in node.targets:
                yield from self._bound(target, node.value)
        elif isinstance(node, ast.AnnAssign | ast.NamedExpr) and node.value is not None:
            yield from self._bound(node.target, node.value)
        elif isinstance(node, ast.For):
            items = self.value(node.iter)
            name = _name_of(node.target)
            if name and items is not None and isinstance(items.value, tuple) and items.value:
                yield name, Constant(items.value[0], items.origins)
        elif isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add):
            name, more = _name_of(node.target), self.value(node.value)
            if name in self._known and more is not None:
                whole = summed(self._known[name], more)
                if whole is not None and size_of(whole.value) <= LONGEST:
                    self.sums[id(node)] = whole
                    yield name, whole

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
            raise Unknown
        return found

    def _made(self, node: ast.expr, depth: int) -> Constant:
        match node:
            case ast.Constant(value=value):
                if not isinstance(value, str | bytes | int) or isinstance(value, bool):
                    raise Unknown
                return Constant(value, (node,))
            case ast.Name() | ast.Attribute():
                return self._named(_name_of(node))
            case ast.JoinedStr(values=values):
                return joined("", [self._shown(each, depth) for each in values])
            case ast.BinOp(op=ast.Add()):
                return self._sum(node, depth)
            case ast.BinOp(left=left, op=ast.Mod(), right=right):
                return self._formatted(self._need(left, depth), right, depth)
            case ast.BinOp(left=left, op=op, right=right):
                return calculated(op, self._need(left, depth), self._need(right, depth))
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                found = self._need(operand, depth)
                return Constant(-int(found.value), found.origins)
            case ast.List(elts=items) | ast.Tuple(elts=items) | ast.Set(elts=items):
                return row_of(self._spread(items, depth))
            case ast.Dict(keys=keys, values=values):
                return self._table(keys, values, depth)
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
        raise Unknown

    def _named(self, name: str) -> Constant:
        known = next((names for names in reversed(self._local) if name in names), self._known)
        return known[name]

    def _shown(self, node: ast.expr, depth: int) -> Constant:
        """A part of an f-string."""
        if isinstance(node, ast.FormattedValue):
            found = self.value(node.value, depth)
            is_plain = node.format_spec is None or ast.unparse(node.format_spec) in ("f's'", "f''")
            if found is None or not is_plain or plain_text(found.value) is None:
                return Constant(UNKNOWN)
            return found
        return self._need(node, depth)

    def _spread(self, items: Sequence[ast.expr], depth: int) -> list[Constant | None]:
        """The values of a row, in which ``*other`` may stand."""
        found: list[Constant | None] = []
        for each in items[:LONGEST]:
            if isinstance(each, ast.Starred):
                inner = self._need(each.value, depth)
                found += [Constant(one, inner.origins) for one in inner.value]
            else:
                found.append(self.value(each, depth))
        return found

    def _table(
        self, keys: Sequence[ast.expr | None], values: Sequence[ast.expr], depth: int
    ) -> Constant:
        """A dictionary whose keys are texts or numbers; what is not known in it is left out."""
        table: dict[Any, Any] = {}
        parts: list[Constant] = []
        for key, value in zip(keys, values, strict=True):
            name, found = None if key is None else self.value(key, depth), self.value(value, depth)
            if name is not None and found is not None and isinstance(name.value, str | int):
                table[name.value] = found.value
                parts.append(found)
        return Constant(table, origins_of(parts))

    def _sum(self, node: ast.BinOp, depth: int) -> Constant:
        """A chain of sums; it leans to the left, and may be longer than calls go deep."""
        chain: list[ast.BinOp] = []
        place: ast.expr = node
        while isinstance(place, ast.BinOp) and isinstance(place.op, ast.Add):
            chain.append(place)
            place = place.left
        chain.reverse()
        values = [self.value(each, depth) for each in (place, *(each.right for each in chain))]
        known = [each for each in values if each is not None]
        first = 0
        if len(known) == len(values) and not all(map(_is_text, known)):
            result = known[0]
            for number, each in enumerate(known[1:]):
                total = summed(result, each)
                if total is None or size_of(total.value) > LONGEST:
                    first = number
                    break
                result = total
            else:
                return result
        elif len(known) == len(values) or sum(map(_is_text, known)) > 1:
            texts = [each or Constant(UNKNOWN) for each in values]
            first = _first_too_long(texts)
            if first == len(chain):
                is_all = len(known) == len(values)
                return joined(known[0].value[:0] if is_all else "", texts)
        else:
            first = max(values.index(None) - 1, 0)
        # Every sum from there on is as little known: it need not be added up again.
        if not self._local:
            self._done.update((id(each), None) for each in chain[first:])
        raise Unknown

    def _formatted(self, form: Constant, right: ast.expr, depth: int) -> Constant:
        """``form % right``; a number is calculated."""
        if not isinstance(form.value, str | bytes):
            return calculated(ast.Mod(), form, self._need(right, depth))
        items = right.elts if isinstance(right, ast.Tuple) else [right]
        given = [each or Constant(UNKNOWN) for each in self._spread(items, depth)]
        if len(given) == 1 and isinstance(given[0].value, dict):
            return filled_by_name(form, given[0])
        if len(items) == 1 and isinstance(given[0].value, tuple):
            given = [Constant(each, given[0].origins) for each in given[0].value]
        text = plain_text(form.value) or ""
        rest = iter(given)
        shown = re.sub(
            r"%[-+0 #]?\d{0,3}(?:\.\d{1,3})?([sdrxciu%])",
            lambda match: "%" if match[1] == "%" else text_of(next(rest, Constant(UNKNOWN))),
            text[:LONGEST],
        )
        return Constant(shown[:LONGEST], origins_of([form, *given]))

    def _part(self, whole: Constant, place: ast.expr, depth: int) -> Constant:
        if not isinstance(whole.value, str | bytes | tuple | dict):
            raise Unknown
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
            raise Unknown
        items = self._need(loop.iter, depth)
        found: list[Constant] = []
        for each in items.value[:LONGEST]:
            self._local.append({loop.target.id: Constant(each, items.origins)})
            try:
                found.append(self._need(node.elt, depth))
            finally:
                self._local.pop()
        return Constant(tuple(each.value for each in found), origins_of([items, *found[:1]]))

    def _called(self, node: ast.Call, depth: int) -> Constant:
        name = _name_of(node.func)
        if isinstance(node.func, ast.Attribute):
            if name in DECODERS and node.args:
                found = self._need(node.args[0], depth)
                data = found.value.encode() if isinstance(found.value, str) else found.value
                return Constant(DECODERS[name](data), found.origins)
            if name == "decode" and _name_of(node.func.value) == "codecs":
                return self._codec(node, depth)
            return self._method(node, node.func, depth)
        if name == "map":
            function, items = node.args[0], self._need(node.args[1], depth)
            step = STEP_BY_STEP[_name_of(function)]
            return Constant(tuple(map(step, items.value[:LONGEST])), items.origins)
        if node.keywords or name not in FUNCTIONS:
            raise Unknown
        found = self._need(node.args[0], depth)
        return Constant(FUNCTIONS[name](found.value), found.origins)

    def _codec(self, node: ast.Call, depth: int) -> Constant:
        found, name = (self._need(each, depth) for each in node.args[:2])
        if str(name.value).lower().replace("-", "").replace("_", "") == "rot13":
            return Constant(codecs.decode(found.value, "rot13"), found.origins)
        step = DECODERS[{"hex": "unhexlify", "base64": "b64decode"}[name.value]]
        return Constant(step(found.value), found.origins)

    def _method(self, node: ast.Call, function: ast.Attribute, depth: int) -> Constant:
        if _name_of(function.value) in ("str", "bytes") and node.args:  # str.join("", [...])
            plain = ast.Attribute(node.args[0], function.attr)
            return self._method(ast.Call(plain, node.args[1:], node.keywords), plain, depth + 1)
        owner = self._need(function.value, depth)
        if not isinstance(owner.value, str | bytes):
            raise Unknown
        if function.attr == "__add__":
            return joined(owner.value[:0], [owner, self._need(node.args[0], depth)])
        if function.attr == "join":
            items = self._need(node.args[0], depth)
            values = [Constant(each) for each in items.value]
            whole = joined(owner.value, values)
            return Constant(whole.value, origins_of([owner, items]))
        if function.attr == "format":
            return self._filled(owner, node, depth)
        if function.attr not in METHODS:
            raise Unknown
        given = [self._need(each, depth) for each in node.args]
        if function.attr == "replace" and len(owner.value) * len(given[1].value) > 50 * LONGEST:
            raise Unknown
        result = getattr(owner.value, function.attr)(*(each.value for each in given))
        return Constant(tuple(result) if isinstance(result, list) else result, owner.origins)

    def _filled(self, form: Constant, node: ast.Call, depth: int) -> Constant:
        """``form.format(...)`` with plain fields."""
        numbered = self._spread(node.args, depth)
        places = iter(numbered)
        names = {
            each.arg: self.value(each.value, depth)
            for each in node.keywords
            if each.arg is not None
        }
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
            return text_of(used[-1])

        text = re.sub(r"\{(\w{0,60})(?:![rsa])?\}", fill, str(form.value)[:LONGEST])
        return Constant(text[:LONGEST], origins_of(used))


def _is_text(found: Constant) -> bool:
    return isinstance(found.value, str | bytes)


def _first_too_long(texts: Sequence[Constant]) -> int:
    """Which sum of a chain is the first that is too long; their number where none is."""
    length = len(text_of(texts[0]))
    for number, each in enumerate(texts[1:]):
        length += len(text_of(each))
        if length > LONGEST:
            return number
    return len(texts) - 1


def _bindings(tree: ast.AST) -> Iterator[ast.AST]:
    """Statements and expressions that bind names, in the order of the text."""
    found = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign | ast.NamedExpr | ast.For)
    ]
    yield from sorted(found, key=lambda node: (node.lineno, node.col_offset))


def _name_of(node: ast.expr) -> str:
    """The name, or the last part of a dotted one; empty where there is none."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""
