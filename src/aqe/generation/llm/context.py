"""The code that a model has to see: around what is wanted, sized to a number of tokens.

A module that fits is shown whole. Of a larger one the parts come in this order, as long as there is room:
the callables that hold what is wanted, the heads of their classes with their constructors, imports and
values of the module, what these callables call, what calls them.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterable, Iterator, Sequence

from aqe.domain.subject import CallableSubject, Subject
from aqe.domain.syntax_trees import nodes_in, parsed_module
from aqe.generation.llm.fencing import Piece
from aqe.generation.llm.scrubbing import scrubbed
from aqe.generation.llm.tokens import shortened
from aqe.generation.llm.wants import Want
from aqe.router.tokens import text_tokens

__all__ = ["SOURCE_TOKENS", "code_pieces"]

SOURCE_TOKENS = 6000
"""Of a prompt, for the code of the subject."""
_CALLS_TOKENS = 600
_MOST_CALLS = 12


def code_pieces(
    subject: Subject,
    wants: Sequence[Want],
    *,
    calls: Sequence[str] = (),
    tokens: int = SOURCE_TOKENS,
) -> tuple[Piece, ...]:
    """The code to show.

    Args:
        subject: The module under test.
        wants: What is wanted; decides which parts of a large module are shown.
        calls: Calls of the subject elsewhere in its package and tests, as source.
        tokens: That the module may take.
    """
    lines = subject.source.replace("\r\n", "\n").split("\n")
    everything = _numbered(lines, range(1, len(lines) + 1))
    if text_tokens(everything) <= tokens:
        shown = everything
    else:
        shown = _parts(subject, lines, wants, tokens)
    pieces = [Piece(f"module {subject.module}, with line numbers", shown)]
    known = list(dict.fromkeys(scrubbed(" ".join(each.split())) for each in calls))[:_MOST_CALLS]
    if known:
        text = shortened("\n".join(known), _CALLS_TOKENS)
        pieces.append(Piece("calls of it elsewhere in the project", text))
    return tuple(pieces)


def _parts(subject: Subject, lines: Sequence[str], wants: Sequence[Want], tokens: int) -> str:
    chosen: set[int] = set()
    used = 0
    for part in _in_order(subject, wants):
        new = [each for each in part if each not in chosen and 0 < each <= len(lines)]
        cost = sum(text_tokens(lines[each - 1]) + 3 for each in new)
        if used + cost > tokens:
            continue
        used += cost
        chosen.update(new)
    if not chosen:  # a single callable that is larger than all that may be shown
        first = next(_in_order(subject, wants), range(1, len(lines) + 1))
        return shortened(_numbered(lines, first), tokens)
    return _numbered(lines, sorted(chosen))


def _in_order(subject: Subject, wants: Sequence[Want]) -> Iterator[range]:
    names = list(dict.fromkeys(each.qualname for each in wants))
    holders = [each for name in names for each in _holding(subject, name)]
    yield from map(_lines_of, holders)
    owners = {each.owner for each in holders if each.owner}
    for each in subject.callables:
        if each.owner in owners and each.name in ("__init__", "__new__", "__post_init__"):
            yield _lines_of(each)
    yield from _heads(subject, owners)
    called = {name.rpartition(".")[2] for each in holders for name in each.calls}
    yield from (_lines_of(each) for each in subject.callables if each.name in called)
    held = {each.name for each in holders}
    yield from (
        _lines_of(each)
        for each in subject.callables
        if held & {name.rpartition(".")[2] for name in each.calls}
    )


def _holding(subject: Subject, qualname: str) -> Iterable[CallableSubject]:
    outer = qualname.partition(".<locals>")[0]
    return (each for each in subject.callables if each.qualname == outer and each.last_line)


def _lines_of(found: CallableSubject) -> range:
    return range(found.first_line, found.last_line + 1)


def _heads(subject: Subject, owners: set[str]) -> Iterator[range]:
    """Class statements up to their first method, then imports and values of the module."""
    tree = _tree(subject.source)
    for node in nodes_in(tree):
        if isinstance(node, ast.ClassDef) and node.name in {
            each.rpartition(".")[2] for each in owners
        }:
            methods = [
                min([each.lineno, *(one.lineno for one in each.decorator_list)])
                for each in node.body
                if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)
            ]
            yield range(node.lineno, min(methods, default=(node.end_lineno or node.lineno) + 1))
    for node in tree.body:
        if isinstance(node, ast.Import | ast.ImportFrom | ast.Assign | ast.AnnAssign):
            yield range(node.lineno, (node.end_lineno or node.lineno) + 1)


def _tree(source: str) -> ast.Module:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return parsed_module(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ast.Module([], [])


def _numbered(lines: Sequence[str], numbers: Iterable[int]) -> str:
    shown: list[str] = []
    last = 0
    for number in numbers:
        if number != last + 1:
            shown.append("  ...")
        shown.append(f"{number:4}| {lines[number - 1]}")
        last = number
    return "\n".join(shown)
