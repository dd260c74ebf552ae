"""Documented examples: doctest prompts, and calls that a docstring shows with their result.

Examples stay text. Nothing here is evaluated; a literal that stands for a result is read with
`ast.literal_eval`, which runs no code.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING, TypeGuard

from aqe.analysis.parsing import parse_expression, parse_source
from aqe.analysis.scopes import dotted_name
from aqe.domain.subject import Example
from aqe.domain.syntax_trees import nodes_in, parsed_literal
from aqe.errors import SourceError

if TYPE_CHECKING:
    import doctest

__all__ = ["docstring_places", "examples_in"]

MAX_EXAMPLES = 60
"""Of one docstring."""
MAX_DOCSTRING = 40_000
MAX_RESULT = 500
_ARROW = r"(?:==|->|=>|→|⇒|#\s*(?:=>|->|==|returns)?|returns|gives)"
_CHANGING = (
    *("pop", "push", "next", "send", "remove", "add", "append", "insert", "update", "extend"),
    *("set", "put", "get_nowait", "write", "read", "clear", "discard", "delete", "close"),
)
"""Beginnings of names of calls that are repeated before later examples though they show a result."""
_KEEPING = frozenset(
    """push pop append insert extend clear discard delete close send write put register seed""".split()
)
"""First words of names of functions by which a module keeps something, though they show a result."""
_LITERAL_LINE = re.compile(rf"^\s*(?P<call>[\w.]+\(.*\))\s*{_ARROW}\s*(?P<result>\S.*?)\s*[.,;]?$")
_INLINE = re.compile(r"``([^`\n]+)``(?:\s*(?:==|->|=>|→|returns|gives|is)\s*``([^`\n]+)``)?")


def examples_in(
    docstring: str | None, owner: str, first_line: int, names: frozenset[str]
) -> Iterator[Example]:
    """The examples of one docstring.

    Args:
        docstring: Its text as written.
        owner: Qualified name of what it documents; empty for the module.
        first_line: Line where the docstring begins.
        names: Plain names of the subject's callables; other calls are not taken from running text.
    """
    if not docstring or len(docstring) > MAX_DOCSTRING:
        return
    prompts = _prompts(docstring, owner, first_line)
    shown = _shown(docstring, owner, first_line, names)
    yield from islice(chain(prompts, shown), MAX_EXAMPLES)


def _prompts(docstring: str, owner: str, first_line: int) -> Iterator[Example]:
    """Examples behind ``>>>``."""
    if ">>>" not in docstring:
        return
    # Imported here: few docstrings have prompts, and what reads them brings a debugger along.
    import doctest

    try:
        found = doctest.DocTestParser().get_examples(docstring)
    except ValueError:
        return
    before: list[_Statement] = []
    for each in found:
        statements = _statements(each.source)
        if not statements or each.options.get(doctest.SKIP):
            continue
        last = statements[-1]
        source = ast.get_source_segment(each.source, last) or each.source.strip()
        raises = _exception_name(each.exc_msg)
        if isinstance(last, ast.Expr) and (each.want or not _is_silent(last)):
            yield Example(
                owner,
                (*_needed(before, last), source),
                _result(each) if raises is None else None,
                raises,
                first_line + each.lineno,
            )
        elif raises is not None:
            yield Example(
                owner, (*_needed(before, last), source), None, raises, first_line + each.lineno
            )
        if raises is None and not (each.want and _is_query(last)):
            before.append(_Statement(source, last, bool(each.want)))


def _statements(source: str) -> list[ast.stmt]:
    try:
        return parse_source(source, "example").body
    except SourceError:
        return []


def _is_silent(node: ast.Expr) -> bool:
    return not isinstance(node.value, ast.Call | ast.Await)


def _is_query(node: ast.stmt) -> bool:
    """Whether an expression that shows a result most likely changes nothing."""
    if not isinstance(node, ast.Expr):
        return False
    call = node.value
    if not isinstance(call, ast.Call):
        return True
    name = call.func.attr if isinstance(call.func, ast.Attribute) else dotted_name(call.func) or ""
    return not name.startswith(_CHANGING)


def _left_alone(node: ast.stmt, imports: Sequence[ast.stmt]) -> set[str]:
    """Imported names that an expression with a shown result goes through and most likely leaves as they are.

    Such is a function that is called, or a module of which one is, unless its name says that it keeps
    something.
    """
    call = node.value if isinstance(node, ast.Expr) else None
    if not isinstance(call, ast.Call):
        return set()
    match call.func:
        case ast.Name(id=name):
            taken = {each for one in imports for each in _bound(one)}
            return {name} & taken
        case ast.Attribute(attr=attribute) if attribute.partition("_")[0] not in _KEEPING:
            modules = {
                each for one in imports if isinstance(one, ast.Import) for each in _bound(one)
            }
            return modules & {(dotted_name(call.func) or "").partition(".")[0]}
    return set()


def _exception_name(message: str | None) -> str | None:
    if message is None:
        return None
    found = re.match(r"[A-Za-z_][\w.]*", message)
    return found[0] if found else None


def _result(example: doctest.Example) -> str | None:
    """The documented result, unless only a part of it is shown."""
    want = example.want.rstrip("\n")
    if not want or "..." in want or len(want) > MAX_RESULT or "<BLANKLINE>" in want:
        return None
    import doctest

    loose = (doctest.ELLIPSIS, doctest.NORMALIZE_WHITESPACE)
    if any(example.options.get(option) for option in loose) and parse_expression(want) is None:
        return None
    return want


@dataclass(frozen=True, slots=True)
class _Statement:
    """A statement that later ones may lean on."""

    source: str
    node: ast.stmt
    is_shown: bool
    """Whether documentation shows what it gives."""


def _needed(before: Sequence[_Statement], last: ast.stmt) -> list[str]:
    """The earlier statements that the last one leans on, in their order.

    What goes through the same module (``text.upper("a")``) is not the same object: only where nothing is
    shown it was called for what it changes (``random.seed(1)``).
    """
    wanted = _mentioned(last)
    kept: list[str] = []
    by_examples = {name for each in before for name in _bound(each.node)}
    imports = [each.node for each in before if _is_import(each.node)]
    for each in reversed(before):
        binds = _bound(each.node)
        touched = _mentioned(each.node) & wanted & by_examples
        if each.is_shown:
            touched -= _left_alone(each.node, imports)
        if binds & wanted or (touched and _may_change(each.node)):
            kept.append(each.source)
            wanted |= _mentioned(each.node)
    return list(reversed(kept))


def _is_import(node: ast.stmt) -> TypeGuard[ast.Import | ast.ImportFrom]:
    return isinstance(node, ast.Import | ast.ImportFrom)


def _may_change(node: ast.stmt) -> bool:
    return not (_is_import(node) or isinstance(node, ast.FunctionDef | ast.ClassDef))


def _mentioned(node: ast.AST) -> set[str]:
    return {each.id for each in nodes_in(node) if isinstance(each, ast.Name)}


def _bound(node: ast.stmt) -> set[str]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return {node.name}
    if _is_import(node):
        return {(each.asname or each.name).partition(".")[0] for each in node.names}
    return {
        each.id
        for each in nodes_in(node)
        if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)
    }


def _shown(docstring: str, owner: str, first_line: int, names: frozenset[str]) -> Iterator[Example]:
    """Calls with their result in running text or literal blocks."""
    for number, line in enumerate(docstring.splitlines()):
        if ">>>" in line or line.lstrip().startswith("...") or len(line) > 300:
            continue
        for call, result in _pairs(line):
            made = _example(call, result, owner, first_line + number, names)
            if made is not None:
                yield made


def _pairs(line: str) -> Iterable[tuple[str, str]]:
    found = _LITERAL_LINE.match(line)
    if found is not None:
        yield found["call"], found["result"]
    for each in _INLINE.finditer(line):
        inner = _LITERAL_LINE.match(each[1])
        if inner is not None:
            yield inner["call"], inner["result"]
        elif each[2]:
            yield each[1], each[2]


def _example(
    call: str, result: str, owner: str, line: int, names: frozenset[str]
) -> Example | None:
    node = parse_expression(call)
    if not isinstance(node, ast.Call) or not _is_plain(node):
        return None
    callee = dotted_name(node.func)
    if callee is None or callee.rpartition(".")[2] not in names:
        return None
    expected = _literal(result)
    return None if expected is None else Example(owner, (call.strip(),), expected, None, line)


def _is_plain(node: ast.Call) -> bool:
    """Whether all arguments are literals, so that the example stands alone."""
    values = [*node.args, *(keyword.value for keyword in node.keywords)]
    return all(_literal(ast.unparse(value)) is not None for value in values)


def _literal(text: str) -> str | None:
    """The representation of a literal given as text."""
    if len(text) > MAX_RESULT:
        return None
    node = parse_expression(text)
    if node is None:
        return None
    try:
        value = parsed_literal(node)
        # What a set shows depends on the process; how it was written does not.
        has_set = any(isinstance(each, ast.Set) for each in nodes_in(node))
        return ast.unparse(node) if has_set else repr(value)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return None


def docstring_places(tree: ast.Module) -> Iterator[tuple[str, str, int]]:
    """(owner, text, first line) of every docstring of a module."""
    yield from _docstrings(tree, "")


def _docstrings(
    node: ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef, name: str
) -> Iterator[tuple[str, str, int]]:
    first = node.body[0] if node.body else None
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
        value = first.value.value
        if isinstance(value, str):
            yield name, value, first.lineno
    for statement in ast.iter_child_nodes(node):
        if isinstance(statement, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield from _docstrings(
                statement, f"{name}.{statement.name}" if name else statement.name
            )
