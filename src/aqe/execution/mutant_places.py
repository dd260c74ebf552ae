"""Where mutants lie in the text: the text their places refer to, and the statements around them."""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from aqe.domain.mutant import Mutant
from aqe.domain.syntax_trees import parsed_module
from aqe.errors import EvidenceError

__all__ = ["described", "read_text"]


def read_text(source: Path, mutants: Sequence[Mutant]) -> str:
    """The source text that the mutants' places refer to.

    Raises:
        EvidenceError: The file is not the one that the mutants were made of.
    """
    data = source.read_bytes()
    for newline in (None, ""):
        text = _decoded(data, newline)
        if all(text[each.start : each.end] == each.original for each in mutants):
            return text
    raise EvidenceError(
        f"{str(source)!r} has changed since its mutants were made",
        hint="start again; the file must not be edited meanwhile",
        slug="source-changed",
    )


def _decoded(data: bytes, newline: str | None) -> str:
    encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    with io.TextIOWrapper(io.BytesIO(data), encoding, newline=newline) as stream:
        return stream.read()


def described(mutants: Sequence[Mutant], text: str) -> list[dict[str, Any]]:
    """The mutants as the launch program takes them, each with the lines of its statement."""
    spans = sorted(_header_spans(parsed_module(text)), key=lambda span: span[1] - span[0])
    return [
        {
            "id": each.id,
            "start": each.start,
            "end": each.end,
            "replacement": each.replacement,
            "lines": _statement_lines(each.line, spans),
        }
        for each in mutants
    ]


def _statement_lines(line: int, spans: Sequence[tuple[int, int]]) -> list[int]:
    """All lines of the statement around a line: interpreters count it at any of them."""
    for first, last in spans:
        if first <= line <= last:
            return list(range(first, last + 1))
    return [line]


def _header_spans(tree: ast.AST) -> list[tuple[int, int]]:
    """(first line, last line) of each statement, of compound ones without their bodies."""
    spans = []
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt | ast.excepthandler | ast.match_case):
            spans.append(_header_span(node))
    return spans


def _header_span(node: ast.AST) -> tuple[int, int]:
    decorators = [each.lineno for each in getattr(node, "decorator_list", [])]
    body = getattr(node, "body", None) or getattr(node, "cases", None)
    first = getattr(node, "lineno", None) or getattr(node, "pattern").lineno  # noqa: B009
    last = getattr(node, "end_lineno", None) or first
    if isinstance(body, list) and body:
        inner = getattr(body[0], "lineno", None) or body[0].pattern.lineno
        last = max(first, inner - 1)
    return min([first, *decorators]), last
