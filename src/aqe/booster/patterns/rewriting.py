"""What stands in the place of a match: rewrites with captures, removals, cases, added statements."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from aqe.booster.patterns.edits import Edit
from aqe.booster.patterns.lines import indentation_at, newline_of
from aqe.booster.patterns.structure import Match
from aqe.domain.syntax_trees import parsed_literal

__all__ = ["Change", "added_cases", "added_statement", "removal", "rewriting"]

_HOLES = re.compile(r"\$\$\$([A-Z][A-Z0-9_]*)|\$([A-Z][A-Z0-9_]*)")
_SIMPLE_STATEMENTS = frozenset(
    {
        "expression_statement",
        "assert_statement",
        "import_statement",
        "print_statement",
        "debugger_statement",
        "import_from_statement",
    }
)

_BLOCKS = frozenset({"block", "module", "program", "statement_block"})

Change = tuple[tuple[Edit, ...], tuple[tuple[int, int], ...]]
"""Edits, and the characters that they rely on."""


def rewriting(match: Match, rewrite: str, source: str) -> Change | None:
    """The rewrite in the place of the match; captures that keep their order are not touched.

    Several lines in the place of a statement that does not begin its line would change what belongs to
    what: None.
    """
    if "\n" in rewrite and source[source.rfind("\n", 0, match.start) + 1 : match.start].strip():
        return None
    rewrite = _indented(rewrite, match.start, source)
    holes = [(each.group(1) or each.group(2), each) for each in _HOLES.finditer(rewrite)]
    used = [name for name, _ in holes if name in match.captures]
    spans = [(match.captures[name].start, match.captures[name].end) for name in used]
    inside = all(match.start <= start and end <= match.end for start, end in spans)
    ordered = all(one[1] <= other[0] for one, other in itertools.pairwise(spans))
    if not (inside and ordered):
        text = "".join(_filled(rewrite, match, source))
        return _pruned((Edit(match.start, match.end, text),), ((match.start, match.end),), source)
    edits, claims, at, glue = [], [], match.start, ""
    for piece in _pieces(rewrite, match):
        if isinstance(piece, str):
            glue += piece
            continue
        edits.append(Edit(at, piece[0], glue))
        claims.append((at, piece[0]))
        at, glue = piece[1], ""
    edits.append(Edit(at, match.end, glue))
    claims.append((at, match.end))
    return _pruned(tuple(edits), tuple(claims), source)


def removal(match: Match, source: str) -> Change | None:
    """The statement is gone, and its line with it where nothing else stands there.

    A statement that is alone in its block stays: the block must not become empty.
    """
    statement = match.node
    while statement.kind() not in _SIMPLE_STATEMENTS:
        above = statement.parent()
        if above is None or (above.range().start.index, above.range().end.index) != (
            match.start,
            match.end,
        ):
            if statement.kind().endswith("_statement"):
                break
            if above is not None and above.kind() in _SIMPLE_STATEMENTS:
                statement = above  # with its semicolon
                break
            return None
        statement = above
    block = statement.parent()
    if block is None or block.kind() not in _BLOCKS:
        return None
    siblings = [each for each in block.named_children() if each.kind() != "comment"]
    if len(siblings) < 2 and block.kind() not in ("module", "program"):
        return None
    span = statement.range()
    start, end = _whole_lines(source, span.start.index, span.end.index)
    return (Edit(start, end, ""),), ((start, end),)


def added_cases(match: Match, cases: tuple[str, ...], source: str) -> Change | None:
    """The cases that are not there yet stand behind the last one, in the layout of the list."""
    capture = match.captures.get("CASES")
    if capture is None:
        return None
    known = {_value(each.text()) for each in capture.nodes}
    missing = [each for each in cases if _value(each) not in known]
    if not missing:
        return None
    last = capture.nodes[-1].range()
    first = capture.nodes[0].range()
    if len(capture.nodes) > 1 and first.start.line != last.start.line:
        separator = ",\n" + indentation_at(source, last.start.index)
        separator = separator.replace("\n", newline_of(source))
    else:
        separator = ", "
    text = "".join(separator + each for each in missing)
    at = last.end.index
    return (Edit(at, at, text),), ((first.start.index, at),)


def added_statement(match: Match, text: str, source: str) -> Change | None:
    """The statement stands behind the match on a line of its own, unless the block has it already."""
    node, end = match.node, match.end
    statement = "".join(_filled(_indented(text, match.start, source), match, source))
    block = node.parent()
    if block is not None and block.kind() == "expression_statement":
        end = block.range().end.index
        block = block.parent()
    if block is None or _squeezed(statement) in _squeezed(block.text()):
        return None
    line_end = re.compile(r"[^\r\n]*").match(source, end)
    assert line_end is not None
    rest = line_end.group()
    if rest.strip() and not rest.lstrip().startswith(("#", "//")):
        return None  # something else stands on the line
    head = source[source.rfind("\n", 0, match.start) + 1 : match.start]
    if head.strip():
        return None
    at = line_end.end()
    return (Edit(at, at, newline_of(source) + head + statement),), (
        (match.start, match.end),
        (at, at),
    )


def _pruned(
    edits: tuple[Edit, ...], claims: tuple[tuple[int, int], ...], source: str
) -> Change | None:
    real = tuple(each for each in edits if source[each.start : each.end] != each.text)
    return (real, claims) if real else None


def _pieces(rewrite: str, match: Match) -> Iterator[str | tuple[int, int]]:
    at = 0
    for each in _HOLES.finditer(rewrite):
        capture = match.captures.get(each.group(1) or each.group(2))
        before = rewrite[at : each.start()]
        if capture is None:
            yield re.sub(r",\s*$", "", before)  # the comma goes with what it announced
        else:
            yield before
            yield (capture.start, capture.end)
        at = each.end()
    yield rewrite[at:]


def _filled(rewrite: str, match: Match, source: str) -> Iterator[str]:
    for piece in _pieces(rewrite, match):
        yield piece if isinstance(piece, str) else source[piece[0] : piece[1]]


def _indented(rewrite: str, start: int, source: str) -> str:
    if "\n" not in rewrite:
        return rewrite
    return rewrite.replace("\n", newline_of(source) + indentation_at(source, start))


def _whole_lines(source: str, start: int, end: int) -> tuple[int, int]:
    """The lines of a statement where it is alone on them, else the statement and its semicolon."""
    line = source.rfind("\n", 0, start) + 1
    head = source[line:start]
    tail = re.compile(r"[ \t]*(;[ \t]*)?").match(source, end)
    assert tail is not None
    rest = re.compile(r"\r?\n").match(source, tail.end())
    if not head.strip() and (rest is not None or tail.end() == len(source)):
        return line, rest.end() if rest is not None else len(source)
    if not head.strip() or tail.group(1):
        return start, tail.end() if tail.group(1) else end
    before = re.compile(r"[ \t]*;[ \t]*$").search(head)
    return (line + before.start() if before is not None else start), end


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _value(text: str) -> object:
    try:
        return repr(parsed_literal(text))
    except (ValueError, SyntaxError, MemoryError, RecursionError, TypeError):
        return _squeezed(text).replace("'", '"')
