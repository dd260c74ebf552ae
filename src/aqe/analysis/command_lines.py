"""Command lines that a parser of `argparse` takes, read from the calls that describe its arguments."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from aqe.analysis.scopes import FunctionNode, ModuleScope, dotted_name
from aqe.domain.syntax_trees import nodes_in
from aqe.domain.turns import in_turn

__all__ = ["CommandLines", "command_lines_in"]

_MOST_LINES = 24
_MOST_ALTERNATIVES = 3
_PARSING = frozenset(
    {"parse_args", "parse_known_args", "parse_intermixed_args", "parse_known_intermixed_args"}
)
_GROUPS = frozenset({"add_argument_group", "add_mutually_exclusive_group", "add_subparsers"})
_WITHOUT_VALUE = frozenset(
    {"store_true", "store_false", "store_const", "append_const", "count", "help", "version"}
)
_TEXTS = ("abc", "1")
_BY_TYPE = {
    "int": ("1", "0", "-5"),
    "float": ("0.5", "0", "-1"),
    "str": _TEXTS,
    "Path": ("data.txt", "."),
    "pathlib.Path": ("data.txt", "."),
    "bool": ("1", ""),
}

Line = tuple[str, ...]


@dataclass(slots=True)
class CommandLines:
    """What one function, or one that it calls, says about the command lines that it parses."""

    names: frozenset[str] = frozenset()
    """Parameters of the function."""
    parsers: list[_Parser] = field(default_factory=list)
    reads_process: bool = False
    """Whether the arguments of the process itself are parsed."""
    parameters: dict[str, None] = field(default_factory=dict)
    """Parameters of the function whose arguments are parsed."""
    _bindings: dict[str, list[ast.expr]] = field(default_factory=dict)
    """What its own names are bound to."""

    def __bool__(self) -> bool:
        is_described = any(each.positionals or each.options for each in self.parsers)
        return is_described and bool(self.reads_process or self.parameters)

    def add(self, other: CommandLines) -> None:
        """Join what a called function says; its parameters are not those of the caller."""
        tops = [each for each in self.parsers if each.is_top]
        for parser in other.parsers:
            if parser.is_given and len(tops) == 1:
                tops[0].extend(parser)  # `add_options(parser)`
            elif parser not in self.parsers:
                self.parsers.append(parser)
        self.reads_process |= other.reads_process

    def parse(self, node: ast.expr | None) -> None:
        """Note what is parsed: parameters, or what the process was given."""
        parts = list(nodes_in(node)) if node is not None else []
        names = [each.id for each in parts if isinstance(each, ast.Name)]
        for name in names:
            parts += [part for value in self._bindings.get(name, ()) for part in nodes_in(value)]
        used = [each.id for each in parts if isinstance(each, ast.Name) and each.id in self.names]
        self.parameters.update(dict.fromkeys(used))
        is_none = node is None or (isinstance(node, ast.Constant) and node.value is None)
        if not used and (is_none or any(dotted_name(each) == "sys.argv" for each in parts)):
            self.reads_process = True

    def bind(self, name: str, value: ast.expr) -> None:
        """Note what a name stands for."""
        self._bindings.setdefault(name, []).append(value)

    def lines(self) -> tuple[Line, ...]:
        """Command lines: the smallest that is taken, the empty one, then one option or choice more each."""
        tops = [each for each in self.parsers if each.is_top][:2]
        below = [each for each in self.parsers if not each.is_top]
        found: dict[Line, None] = {}
        for top in tops:
            lists = [each.lines() for each in below] if below else [top.lines()]
            for line in in_turn(lists):
                found[line] = None
                found.setdefault(())
            first = next((each for each in below if each.above is top), None)
            if first is not None:
                for line in islice(top.lines(), 1, None):
                    found[(*line, first.command, *first.smallest)] = None
        return tuple(islice(found, _MOST_LINES))


@dataclass(slots=True, eq=False)
class _Parser:
    above: _Parser | None = None
    """Of whose commands this is one."""
    command: str = ""
    """The word that chooses it there."""
    is_given: bool = False
    """Whether the function got it from elsewhere."""
    positionals: list[tuple[Line, ...]] = field(default_factory=list)
    options: list[tuple[Line, ...]] = field(default_factory=list)
    required: list[tuple[Line, ...]] = field(default_factory=list)

    @property
    def is_top(self) -> bool:
        return self.above is None

    @property
    def words(self) -> Line:
        """What stands before its own arguments."""
        return () if self.above is None else (*self.above.words, *self.above.smallest, self.command)

    @property
    def smallest(self) -> Line:
        return _joined([each[0] for each in (*self.required, *self.positionals)])

    def extend(self, other: _Parser) -> None:
        """Take over what another function adds."""
        self.positionals += other.positionals
        self.options += other.options
        self.required += other.required

    def lines(self) -> Iterator[Line]:
        """The smallest line, then one option or another choice more each."""
        needed = [*self.required, *self.positionals]
        start = (*self.words, *self.smallest)
        yield start
        for option in self.options:
            for alternative in option:
                yield (*start, *alternative)
        for place, each in enumerate(needed):
            for alternative in each[1:]:
                chosen = [other[0] for other in needed]
                chosen[place] = alternative
                yield (*self.words, *_joined(chosen))


def _joined(parts: Iterable[Line]) -> Line:
    return tuple(word for part in parts for word in part)


def command_lines_in(scope: ModuleScope, node: FunctionNode) -> CommandLines:
    """What the body of a function says itself."""
    parameters = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    parameters += [node.args.vararg] if node.args.vararg else []
    found = CommandLines(frozenset(each.arg for each in parameters))
    reader = _Reader(scope, found)
    for each in _in_order(node):
        reader.read(each)
    return found


def _in_order(node: FunctionNode) -> Iterator[ast.AST]:
    """Assignments and calls, each before what stands after it in the source."""
    kinds = (ast.Assign, ast.AnnAssign, ast.Call)
    parts = [each for each in nodes_in(node) if isinstance(each, kinds)]
    return iter(sorted(parts, key=lambda each: (each.lineno, isinstance(each, ast.Call))))


@dataclass(slots=True)
class _Reader:
    """Follows the names of parsers through a body."""

    scope: ModuleScope
    found: CommandLines
    named: dict[str, _Parser | None] = field(default_factory=dict)
    """What a name stands for now; None for a command whose word is not known."""

    def read(self, node: ast.AST) -> None:
        """One assignment or call."""
        match node:
            case ast.Assign(targets=[target], value=value):
                self._assigned(dotted_name(target), value)
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                self._assigned(dotted_name(target), value)
            case ast.Call(func=ast.Attribute(value=owner, attr="add_argument")):
                parser = self._parser(dotted_name(owner) or "")
                if parser is not None:
                    _described(self.scope, node, parser)
            case ast.Call(func=ast.Attribute(attr=method)) if method in _PARSING:
                named = (each.value for each in node.keywords if each.arg == "args")
                self.found.parse(next(iter((*node.args[:1], *named)), None))

    def _parser(self, name: str) -> _Parser | None:
        if name not in self.named:
            self._made(name, _Parser(is_given=True))
        return self.named[name]

    def _assigned(self, name: str | None, value: ast.expr) -> None:
        if name is None:
            return
        self.found.bind(name, value)
        match value:
            case ast.Call(func=ast.Attribute(value=owner, attr=made)) if made in _GROUPS:
                self.named[name] = self._parser(dotted_name(owner) or "")
            case ast.Call(func=ast.Attribute(value=owner, attr="add_parser"), args=arguments):
                word = arguments[0] if arguments else None
                above = self._parser(dotted_name(owner) or "")
                self.named[name] = None
                if isinstance(word, ast.Constant) and isinstance(word.value, str) and above:
                    self._made(name, _Parser(above, word.value))
            case ast.Call(func=callee):
                if (dotted_name(callee) or "").rpartition(".")[2] == "ArgumentParser":
                    self._made(name, _Parser())

    def _made(self, name: str, parser: _Parser) -> None:
        self.named[name] = parser
        self.found.parsers.append(parser)


def _described(scope: ModuleScope, call: ast.Call, parser: _Parser) -> None:
    flags = [
        each.value
        for each in call.args
        if isinstance(each, ast.Constant) and isinstance(each.value, str)
    ]
    if not flags:
        return
    facts = {each.arg: each.value for each in call.keywords if each.arg}
    values = _values(scope, facts)
    if not flags[0].startswith("-"):
        if _text(facts.get("nargs")) in ("?", "*"):
            values = ((), *values)
        parser.positionals.append(values)
        return
    flag = max(flags, key=len)  # the long form says what it is
    if _text(facts.get("action")) in _WITHOUT_VALUE:
        option: tuple[Line, ...] = ((flag,),)
    else:
        option = tuple((flag, *each) for each in values)
    match facts.get("required"):
        case ast.Constant(value=True):
            parser.required.append(option)
        case _:
            parser.options.append(option)


def _values(scope: ModuleScope, facts: dict[str, ast.expr]) -> tuple[Line, ...]:
    """Words that may stand for the value of an argument."""
    words = _words(scope, facts)
    match facts.get("nargs"):
        case ast.Constant(value=int(count)) if 0 < count < 10:
            return (tuple(words[place % len(words)] for place in range(count)),)
        case ast.Constant(value="+" | "*"):
            return (words[:1], words[:2])
    return tuple((each,) for each in words[:_MOST_ALTERNATIVES])


def _words(scope: ModuleScope, facts: dict[str, ast.expr]) -> Line:
    choices = facts.get("choices")
    if isinstance(choices, ast.Name):
        choices = scope.values.get(choices.id, choices)
    if isinstance(choices, ast.List | ast.Tuple | ast.Set | ast.Dict):
        nodes = choices.keys if isinstance(choices, ast.Dict) else choices.elts
        texts = [str(each.value) for each in nodes if isinstance(each, ast.Constant)]
        if texts:
            return tuple(texts)
    kind = dotted_name(facts.get("type"))
    if kind in _BY_TYPE:
        return _BY_TYPE[kind]
    default = facts.get("default")
    if isinstance(default, ast.Constant) and isinstance(default.value, str | int | float):
        text = str(default.value)
        if text and not isinstance(default.value, bool):
            return (text, *_TEXTS)
    return _TEXTS


def _text(node: ast.expr | None) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return None
