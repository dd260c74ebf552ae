"""Why a proposed test did not pass: its own fault, or the subject does not do what it expects.

A test that calls the subject wrongly is repaired. One whose expectation is not met is told to the user,
whatever later becomes of it: the code may be wrong.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from pathlib import Path

from aqe.campaign.hybrid.bench import PROPOSED, Shown
from aqe.campaign.model_report import Disagreement
from aqe.domain.proposal import ProposedTest
from aqe.domain.source_lines import source_lines
from aqe.domain.subject import Subject
from aqe.domain.syntax_trees import nodes_in
from aqe.generation.llm.code import parsed
from aqe.generation.llm.masking import Known, masked
from aqe.generation.llm.scrubbing import scrubbed
from aqe.syntax.python.model_tests import print_alone

__all__ = ["disagreement_of", "told_to_model"]

_FRAME = re.compile(r'^\s*File "([^"]+)", line (\d+)', re.MULTILINE)
_EXPECTATION = re.compile(r"^(?:AssertionError|assert\b|Failed: DID NOT)|DID NOT (?:RAISE|WARN)")
_CALLED_WRONGLY = re.compile(r"^TypeError: .*(?:argument|takes \d|unexpected keyword)")
_HINTS = ("took longer than", "ended the process", "did not run", "fixture")
_LONGEST = 600
_MOST_PLACES = 6
_SPEAKERS = frozenset({"fail", "skip", "xfail", "exit"})


def told_to_model(test: ProposedTest, shown: Shown, subject: Subject) -> str:
    """What happened, without anything that the test or the subject may have read while it ran.

    Messages and values are masked; lines are those of the texts that the model has, of the test and of the
    subject only: other frames are the tools' own.

    Args:
        test: It did not pass.
        shown: What happened.
        subject: The module under test.
    """
    text = print_alone(test)
    known = Known.of(subject.source, text)
    places = _places(shown.detail, subject.path)
    told = [_what(text, shown, places, known)[:_LONGEST]]
    for is_subject, line in places[-_MOST_PLACES:]:
        lines = source_lines(subject.source if is_subject else text)
        if 0 < line <= len(lines):
            place = subject.path.name if is_subject else "the test"
            told += [f"{place}, line {line}:", f"  {lines[line - 1].strip()}"]
    return "\n".join(told)


def _places(detail: str, source: Path) -> list[tuple[bool, int]]:
    """Frames of the subject (True) and of the test (False), the deepest last."""
    found: list[tuple[bool, int]] = []
    for match in _FRAME.finditer(detail):
        name = Path(match[1]).name
        if name == source.name or name.startswith(PROPOSED):
            found.append((name == source.name, int(match[2])))
    return found


def _what(text: str, shown: Shown, places: Sequence[tuple[bool, int]], known: Known) -> str:
    """The type of what was raised and its message; not one that the test wrote itself."""
    if not _speaks(text, places):
        return masked(shown.reason, known)
    kind = re.match(r"[\w.]+(?=:)", shown.reason)
    told = [masked(kind[0], known) if kind is not None else "AssertionError", "its own message"]
    compared = [each for each in shown.detail.splitlines() if each.startswith("assert ")]
    return ": ".join([*told, *(masked(each, known) for each in compared[-1:])])


def _speaks(text: str, places: Sequence[tuple[bool, int]]) -> bool:
    """Whether what was raised has a message of the test's own."""
    tree = parsed(text)
    if tree is None:
        return True
    statements = [each for each in nodes_in(tree) if isinstance(each, ast.stmt)]
    if not places:
        return any(_has_message(each) for each in statements)
    is_subject, line = places[-1]
    around = [each for each in statements if each.lineno <= line <= (each.end_lineno or 0)]
    deepest = max(around, key=lambda each: each.lineno, default=None)
    return not is_subject and deepest is not None and _has_message(deepest)


def _has_message(node: ast.stmt) -> bool:
    match node:
        case ast.Assert():
            return node.msg is not None
        case ast.Raise():
            return True
        case ast.Expr(value=ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name))):
            return name in _SPEAKERS
    return False


def disagreement_of(test: ProposedTest, shown: Shown, source: Path) -> Disagreement | None:
    """What test and subject disagree about; None where the fault is the test's own.

    Args:
        test: It did not pass.
        shown: What happened.
        source: File of the subject.
    """
    reason = shown.reason
    if shown.passed or any(each in reason for each in _HINTS):
        return None
    what = scrubbed(reason, _LONGEST)
    if _EXPECTATION.search(reason):
        return Disagreement(test.name, what, source=test.source)
    frames = _FRAME.findall(shown.detail)
    if not frames or Path(frames[-1][0]).name != source.name:
        return None
    if _CALLED_WRONGLY.search(reason):
        return None
    return Disagreement(test.name, what, int(frames[-1][1]), test.source)
