"""Texts of the shape that a body takes apart: where it splits them, what it makes numbers of and compares.

A function that reads a text says what it expects of it by how it takes it apart. Followed through the names
that parts are given, that is a small grammar of its inputs; a text made by it gets past the first lines,
where one that is made by chance almost never does (compare Höschele and Zeller, "Mining input grammars from
dynamic taints", ASE 2016, which watches runs for what is read from the source here).
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from aqe.domain.syntax_trees import nodes_in

__all__ = ["text_shapes"]

_MOST = 6
"""Variants, of which many are alike."""
_LONGEST = 80
_MOST_PARTS = 6
_MOST_CHOICES = 6
_MOST_NODES = 4_000
_DEPTH = 5
_SAME = frozenset(
    """casefold capitalize expandtabs lower lstrip removeprefix removesuffix replace rstrip strip swapcase
    title upper""".split()
)
"""Methods of which the result has the shape of the text."""
_NUMBERS = {"int": "12", "float": "1.5", "Decimal": "1.5", "Fraction": "12", "complex": "1.5"}
_WORDS = ("ab", "cd", "ef", "gh", "ij", "kl")
_AS_THEY_ARE = frozenset({"iter", "list", "tuple"})


@dataclass(slots=True)
class _Split:
    """How a text is taken apart at a separator."""

    separator: str
    parts: dict[int, _Piece] = field(default_factory=dict)
    """By place; those with negative places count from the end."""
    element: _Piece | _Split | None = None
    """What stands for each part that a loop goes through, or for what is made of each."""
    count: int | None = None
    """How many parts there have to be."""
    is_partition: bool = False
    offset: int = 0
    """Where a rest of the parts begins that is looked at by itself."""

    def part(self, place: int) -> _Piece:
        if self.is_partition:
            place = {1: -9, 2: 1, -1: 1, -3: 0}.get(place, place)
        elif place >= 0:
            place += self.offset
        return self.parts.setdefault(place, _Piece())

    def rest(self, start: int) -> _Split:
        """The parts from one on, which are the same parts."""
        element = _element(self)
        return _Split(self.separator, self.parts, element, offset=self.offset + start)


@dataclass(slots=True)
class _Piece:
    """A part of the text, with what the body does with it."""

    number: str = ""
    choices: dict[str, None] = field(default_factory=dict)
    starts: dict[str, None] = field(default_factory=dict)
    ends: dict[str, None] = field(default_factory=dict)
    holds: dict[str, None] = field(default_factory=dict)
    splits: dict[str, _Split] = field(default_factory=dict)
    edges: dict[str, _Piece] = field(default_factory=dict)
    """``first`` and ``last``: one sign at an end; ``front`` and ``back``: the rest of it."""

    def split_at(self, separator: str, *, is_partition: bool = False) -> _Split:
        found = self.splits.setdefault(separator, _Split(separator))
        found.is_partition = found.is_partition or is_partition
        return found

    def edge(self, name: str) -> _Piece:
        return self.edges.setdefault(name, _Piece())

    @property
    def is_shaped(self) -> bool:
        rests = (self.edges.get(name) for name in ("front", "back"))
        return bool(self.splits) or any(each is not None and each.number for each in rests)


_Value = _Piece | _Split | None


def text_shapes(node: ast.AST, parameter: str) -> tuple[str, ...]:
    """Texts that a body can take apart as it does with a parameter; none where it takes nothing apart.

    Args:
        node: the definition of a function.
        parameter: its name there.
    """
    if not _may_take_apart(node):
        return ()
    root = _Piece()
    reader = _Reader({parameter: root})
    for statement in getattr(node, "body", []):
        reader.statement(statement, 0)
    if not root.is_shaped:
        return ()
    found = (_rendered(root, variant, 0, 0) for variant in range(_MOST))
    return tuple(dict.fromkeys(each for each in found if 0 < len(each) <= _LONGEST))


def _may_take_apart(node: ast.AST) -> bool:
    """Whether there is anything to follow at all: most bodies are left alone at once."""
    for count, each in enumerate(nodes_in(node)):
        if count > _MOST_NODES:
            return False
        if isinstance(each, ast.Attribute) and each.attr.endswith(
            ("split", "partition", "splitlines")
        ):
            return True
        if (
            isinstance(each, ast.Call)
            and isinstance(each.func, ast.Name)
            and each.func.id in _NUMBERS
        ):
            return True
    return False


class _Reader:
    """Goes through statements in their order and notes what is done with the parts of a text."""

    def __init__(self, names: dict[str, _Piece | _Split]) -> None:
        self._names = names

    def statement(self, node: ast.stmt, depth: int) -> None:
        if depth > 20 or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            return
        match node:
            case ast.Assign(targets=[ast.Tuple(elts=targets)], value=ast.Tuple(elts=values)) if len(
                targets
            ) == len(values):
                found = [self.value(each, 0) for each in values]
                for target, source, value in zip(targets, values, found, strict=True):
                    self._assign(target, source, value, depth)
            case ast.Assign(targets=targets, value=source):
                value = self.value(source, 0)
                for target in targets:
                    self._assign(target, source, value, depth)
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                self._bind(target, self.value(value, 0))
            case ast.For(target=target, iter=iterated) | ast.AsyncFor(target=target, iter=iterated):
                self._bind(target, _element(self.value(iterated, 0)))
            case ast.Import(names=names) | ast.ImportFrom(names=names):
                for alias in names:
                    self._names.pop(alias.asname or alias.name.partition(".")[0], None)
            case ast.With(items=items) | ast.AsyncWith(items=items):
                for item in items:
                    self.value(item.context_expr, 0)
                    if item.optional_vars is not None:
                        self._bind(item.optional_vars, None)
            case _:
                for each in ast.iter_child_nodes(node):
                    if isinstance(each, ast.expr):
                        self.value(each, 0)
        for inner in ast.iter_child_nodes(node):
            if isinstance(inner, ast.stmt):
                self.statement(inner, depth + 1)
            elif isinstance(inner, ast.ExceptHandler | ast.match_case):
                if isinstance(inner, ast.ExceptHandler) and inner.name:
                    self._names.pop(inner.name, None)
                for each in inner.body:
                    self.statement(each, depth + 1)

    def value(self, node: ast.expr, depth: int) -> _Value:
        """What an expression is of the text; None where it is no part of it."""
        if depth > 30:
            return None
        match node:
            case ast.Name(id=name):
                return self._names.get(name)
            case ast.NamedExpr(target=target, value=value):
                found = self.value(value, depth + 1)
                self._bind(target, found)
                return found
            case ast.Call():
                return self._call(node, depth)
            case ast.Subscript(value=value, slice=index):
                return _item(self.value(value, depth + 1), index)
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                self._compare(left, op, right, depth)
                return None
            case ast.Lambda():
                return None
            case ast.ListComp() | ast.GeneratorExp() | ast.SetComp():
                return self._comprehension(node.generators, node.elt, depth)
            case ast.DictComp(key=key, value=value):
                return self._comprehension(node.generators, ast.Tuple([key, value]), depth)
            case ast.BoolOp(op=ast.Or(), values=[first, *others]):
                found = self.value(first, depth + 1)
                for other in others:
                    self.value(other, depth + 1)
                return found
        for each in ast.iter_child_nodes(node):
            if isinstance(each, ast.expr):
                self.value(each, depth + 1)
        return None

    def _comprehension(
        self, generators: list[ast.comprehension], elt: ast.expr, depth: int
    ) -> _Value:
        outside = dict(self._names)
        outer: _Value = None
        for each in generators:
            outer = self.value(each.iter, depth + 1)
            self._bind(each.target, _element(outer))
            for condition in each.ifs:
                self.value(condition, depth + 1)
        found = self.value(elt, depth + 1)
        self._names = outside
        # What is made of each part is taken apart further on: pairs, say.
        is_of_parts = isinstance(outer, _Split) and len(generators) == 1
        return _Split("", element=found) if is_of_parts and found is not None else None

    def _call(self, node: ast.Call, depth: int) -> _Value:
        arguments = [self.value(each, depth + 1) for each in node.args]
        match node.func:
            case ast.Attribute(value=owner, attr=name):
                base = self.value(owner, depth + 1)
                if isinstance(base, _Piece):
                    given = {each.arg: each.value for each in node.keywords}
                    return _of_method(base, name, [*node.args, *filter(None, [given.get("sep")])])
            case ast.Name(id="map") if len(arguments) == 2:
                element = _element(arguments[1])
                of = node.args[0]
                if isinstance(element, _Piece) and isinstance(of, ast.Name) and of.id in _NUMBERS:
                    element.number = of.id
                return arguments[1]
            case ast.Name(id=name) if name in _NUMBERS and arguments:
                if isinstance(arguments[0], _Piece):
                    arguments[0].number = name
            case ast.Name(id="str") if arguments:
                return arguments[0]
            case ast.Name(id=name) if name in _AS_THEY_ARE and arguments:
                return arguments[0] if isinstance(arguments[0], _Split) else None
        return None

    def _compare(self, left: ast.expr, op: ast.cmpop, right: ast.expr, depth: int) -> None:
        one, other = self.value(left, depth + 1), self.value(right, depth + 1)
        if isinstance(one, _Piece) and isinstance(op, ast.Eq | ast.NotEq | ast.In | ast.NotIn):
            for text in _texts_in(right, is_each=isinstance(op, ast.In | ast.NotIn)):
                if len(one.choices) < _MOST_CHOICES:
                    one.choices[text] = None
        elif isinstance(other, _Piece) and isinstance(op, ast.In | ast.NotIn):
            other.holds.update(dict.fromkeys(_texts_in(left, is_each=False)))

    def _assign(self, target: ast.expr, source: ast.expr, value: _Value, depth: int) -> None:
        """A name that is given another value in one of several branches is what it was in the others."""
        is_in_branch = depth > 0 and value is None
        if not is_in_branch and not isinstance(source, ast.Constant):
            self._bind(target, value)

    def _bind(self, target: ast.expr, value: _Value) -> None:
        match target:
            case ast.Name(id=name):
                if value is None:
                    self._names.pop(name, None)
                else:
                    self._names[name] = value
            case ast.Tuple(elts=targets) | ast.List(elts=targets) if isinstance(value, _Split):
                starred = [
                    place for place, each in enumerate(targets) if isinstance(each, ast.Starred)
                ]
                if not starred and not value.is_partition:
                    value.count = len(targets)
                for place, each in enumerate(targets):
                    if isinstance(each, ast.Starred):
                        rest = value.rest(place) if place == len(targets) - 1 else None
                        self._bind(each.value, rest)
                        continue
                    behind = bool(starred) and place > starred[0]
                    self._bind(each, value.part(place - len(targets) if behind else place))
            case ast.Tuple(elts=targets) | ast.List(elts=targets):
                for each in targets:
                    self._bind(each.value if isinstance(each, ast.Starred) else each, None)


def _of_method(base: _Piece, name: str, arguments: list[ast.expr]) -> _Value:
    """What a method of a part of the text gives."""
    if name in _SAME:
        return base
    first = next(_texts_in(arguments[0], is_each=False), None) if arguments else None
    if name in ("split", "rsplit"):
        is_blank = not arguments or _is_none(arguments[0])
        return base.split_at(first or " ") if first or is_blank else None
    if name == "splitlines":
        return base.split_at("\n")
    if name in ("partition", "rpartition") and first:
        return base.split_at(first, is_partition=True)
    if name == "startswith" and arguments:
        base.starts.update(dict.fromkeys(_texts_in(arguments[0], is_each=True)))
    elif name == "endswith" and arguments:
        base.ends.update(dict.fromkeys(_texts_in(arguments[0], is_each=True)))
    elif name in ("isdigit", "isdecimal", "isnumeric"):
        base.number = base.number or "int"
    elif name in ("find", "index", "count") and first:
        base.holds[first] = None
    return None


def _texts_in(node: ast.expr, *, is_each: bool) -> Iterator[str]:
    """The texts that a literal is: itself, or those that it holds where each is meant."""
    match node:
        case ast.Constant(value=str() as text) if text:
            yield text
        case ast.Tuple(elts=items) | ast.List(elts=items) | ast.Set(elts=items) if is_each:
            for each in items:
                yield from _texts_in(each, is_each=False)


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _element(value: _Value) -> _Value:
    if isinstance(value, _Split):
        if value.element is None:
            value.element = _Piece()
        return value.element
    return None


def _item(value: _Value, index: ast.expr) -> _Value:
    place = _number(index)
    if isinstance(value, _Split) and isinstance(index, ast.Slice):
        start = _number(index.lower) or 0
        is_rest = index.step is None and 0 <= start < _MOST_PARTS and not value.is_partition
        return value.rest(start) if is_rest else None
    if isinstance(value, _Split):
        is_near = place is not None and abs(place) < _MOST_PARTS
        return value.part(place) if is_near and place is not None else _element(value)
    if not isinstance(value, _Piece):
        return None
    if place is not None:
        return value.edge("first" if place == 0 else "last") if place in (0, -1) else None
    if isinstance(index, ast.Slice) and index.step is None:
        lower, upper = _number(index.lower), _number(index.upper)
        if index.lower is None and upper == -1:
            return value.edge("front")
        if index.upper is None and lower == 1:
            return value.edge("back")
    return None


def _number(node: ast.expr | None) -> int | None:
    match node:
        case ast.Constant(value=int() as number) if not isinstance(number, bool):
            return number
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() as number)):
            return -number
    return None


def _rendered(piece: _Piece, variant: int, place: int, depth: int) -> str:
    """A text for a part, one of several: under the first numbers as the body asks for the most."""
    text = _body(piece, variant, place, depth)
    start = _chosen(piece.starts, variant) if variant % 2 == 0 else ""
    end = _chosen(piece.ends, variant) if variant % 2 == 0 else ""
    if piece.holds and variant % 2 == 0 and not piece.splits:
        text = f"{text}{_chosen(piece.holds, variant)}{text}"
    return f"{start}{text}{end}"


def _body(piece: _Piece, variant: int, place: int, depth: int) -> str:
    plain = _NUMBERS.get(piece.number, _WORDS[place % len(_WORDS)])
    if depth > _DEPTH:
        return plain
    if len(piece.splits) > 1 and variant >= _MOST - 2:  # which of them counts where both stand?
        one, other = list(piece.splits)[:2] if variant % 2 else list(piece.splits)[1::-1]
        return f"ab{one}cd{other}ef"
    if piece.splits:
        split = list(piece.splits.values())[variant % len(piece.splits)]
        return _joined(split, variant, place, depth)
    if piece.number and variant % 2 == 1:
        return plain
    front, back = piece.edges.get("front"), piece.edges.get("back")
    if front is not None or back is not None:
        inner = front if front is not None else back
        assert inner is not None
        sign = piece.edges.get("last" if front is not None else "first")
        mark = "" if sign is None else _chosen(sign.choices, variant) or "7" * bool(sign.number)
        text = _rendered(inner, variant, place, depth + 1)
        return f"{text}{mark or 'x'}" if front is not None else f"{mark or 'x'}{text}"
    if piece.choices and variant % 4 < 3:
        return _chosen(piece.choices, variant)
    return plain


def _joined(split: _Split, variant: int, first: int, depth: int) -> str:
    places = [each for each in split.parts if 0 <= each < _MOST_PARTS]
    behind = [-each for each in split.parts if -_MOST_PARTS < each < 0]
    count = split.count or max([0, *(each + 1 for each in places), *behind])
    if split.is_partition or (split.count is None and split.element is not None):
        count = max(count, 2 + variant % 2 * (not split.is_partition))
    elif split.count is None and count < 2:
        count = 2 if not places else 1 + variant % 2
    if variant % 3 == 2 and split.count is not None and places and depth == 0:
        count = 1  # one that a body may take for less than there is
    count = min(count, _MOST_PARTS)
    texts = []
    for place in range(count):
        last = split.parts.get(place - count)
        element = split.element if isinstance(split.element, _Piece) else None
        piece = split.parts.get(place) or last or element or _Piece()
        texts.append(_rendered(piece, variant, first + place, depth + 1))
    return split.separator.join(texts)


def _chosen(texts: Iterable[str], variant: int) -> str:
    """One of some texts in turn; none where there are none."""
    known = list(texts)
    return known[variant % len(known)] if known else ""
