"""Command lines that a parser of `argparse` takes, read from the calls that describe its arguments."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from aqe.analysis.scopes import FunctionNode, ModuleScope, dotted_name

__all__ = ["CommandLines", "command_lines_in"]

_MOST_LINES = 24
_MOST_ALTERNATIVES = 3
_PARSING = frozenset(
    {"parse_args", "parse_known_args", "parse_intermixed_args", "parse_known_intermixed_args"}
)
_GROUPS = frozenset({"add_argument_group", "add_mutually_exclusive_group"})
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
    parsers: dict[str, _Parser] = field(default_factory=dict)
    """By the name that a parser is bound to."""
    reads_process: bool = False
    """Whether the arguments of the process itself are parsed."""
    parameters: dict[str, None] = field(default_factory=dict)
    """Parameters of the function whose arguments are parsed."""

    def __bool__(self) -> bool:
        return bool(self.reads_process or self.parameters)

    def add(self, other: CommandLines) -> None:
        """Join what a called function says; its parameters are not those of the caller."""
        for name, parser in other.parsers.items():
            self.parsers.setdefault(name, parser)
        self.reads_process |= other.reads_process

    def parse(self, node: ast.expr | None) -> None:
        """Note what is parsed: parameters, or what the process was given."""
        parts = ast.walk(node) if node is not None else ()
        used = [each.id for each in parts if isinstance(each, ast.Name) and each.id in self.names]
        self.parameters.update(dict.fromkeys(used))
        if not used:
            self.reads_process = True

    def lines(self) -> tuple[Line, ...]:
        """Command lines that are taken, the shortest first, and some that are not."""
        tops = [each for each in self.parsers.values() if each.command is None]
        found: dict[Line, None] = {}
        for top in tops[:2]:
            below = [each for each in self.parsers.values() if each.command is not None]
            for line in top.lines():
                if not below:
                    found[line] = None
            for each in below:
                for line in each.lines():
                    found[(*top.smallest, *each.command_line, *line)] = None
            for line in islice(top.lines(), 1, None) if below else ():
                found[(*line, *below[0].command_line, *below[0].smallest)] = None
        found[()] = None
        return tuple(islice(found, _MOST_LINES))


@dataclass(slots=True)
class _Parser:
    command: str | None = None
    """The word that chooses it, for a parser of a command."""
    positionals: list[tuple[Line, ...]] = field(default_factory=list)
    options: list[tuple[Line, ...]] = field(default_factory=list)
    required: list[tuple[Line, ...]] = field(default_factory=list)

    @property
    def command_line(self) -> Line:
        return () if self.command is None else (self.command,)

    @property
    def smallest(self) -> Line:
        return _joined([each[0] for each in (*self.required, *self.positionals)])

    def lines(self) -> Iterator[Line]:
        needed = [*self.required, *self.positionals]
        yield self.smallest
        for option in self.options:
            for alternative in option:
                yield (*self.smallest, *alternative)
        for place, each in enumerate(needed):
            for alternative in each[1:]:
                chosen = [other[0] for other in needed]
                chosen[place] = alternative
                yield _joined(chosen)


def _joined(parts: Iterable[Line]) -> Line:
    return tuple(word for part in parts for word in part)


def command_lines_in(scope: ModuleScope, node: FunctionNode) -> CommandLines:
    """What the body of a function says itself."""
    parameters = (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
    found = CommandLines(frozenset(each.arg for each in parameters))
    bound: dict[str, str] = {}  # a group's name: the name of its parser
    for each in _in_order(node):
        match each:
            case ast.Assign(
                targets=[target], value=ast.Call(func=ast.Attribute(attr=made) as callee) as call
            ):
                _bound(dotted_name(target), dotted_name(callee.value), made, call, found, bound)
            case ast.Call(func=ast.Attribute(value=owner, attr="add_argument")):
                name = dotted_name(owner) or ""
                parser = found.parsers.setdefault(bound.get(name, name), _Parser())
                _described(scope, each, parser)
            case ast.Call(func=ast.Attribute(attr=method)) if method in _PARSING:
                named = (keyword.value for keyword in each.keywords if keyword.arg == "args")
                found.parse(next(iter((*each.args[:1], *named)), None))
    return found


def _in_order(node: FunctionNode) -> Iterator[ast.AST]:
    """Parts of the body, each before what stands after it in the source."""
    parts = [each for each in ast.walk(node) if isinstance(each, ast.Assign | ast.Call)]
    return iter(sorted(parts, key=lambda each: (each.lineno, isinstance(each, ast.Call))))


def _bound(
    name: str | None,
    owner: str | None,
    made: str,
    call: ast.Call,
    found: CommandLines,
    bound: dict[str, str],
) -> None:
    if name is None:
        return
    if made in _GROUPS and owner is not None:
        bound[name] = bound.get(owner, owner)
    elif made == "add_parser" and call.args:
        word = call.args[0]
        if isinstance(word, ast.Constant) and isinstance(word.value, str):
            found.parsers.setdefault(name, _Parser(word.value))
    elif made == "ArgumentParser":
        found.parsers.setdefault(name, _Parser())


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
    is_required = isinstance(facts.get("required"), ast.Constant) and bool(
        facts["required"].value  # type: ignore[attr-defined]
    )
    (parser.required if is_required else parser.options).append(option)


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
