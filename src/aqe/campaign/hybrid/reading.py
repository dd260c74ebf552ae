"""From the text of an answer to tests that are fit to be tried, and why others are not."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass, field

from aqe.campaign.model_report import RefusedTest
from aqe.domain.proposal import ProposedTest
from aqe.domain.subject import Subject
from aqe.generation.llm.code import CodeUnit, is_deep, parsed, read_code
from aqe.generation.llm.imports import ImportFixer, fixer_of
from aqe.generation.llm.replies import Block, read_reply
from aqe.generation.llm.screening import Screen

__all__ = ["Proposals", "Reader"]


@dataclass(slots=True)
class Proposals:
    """What an answer offers."""

    tests: list[ProposedTest] = field(default_factory=list)
    """Fit to be tried."""
    refused: list[RefusedTest] = field(default_factory=list)
    repeated: list[str] = field(default_factory=list)
    """Names of tests that were offered before: only the name, the comments or the layout may be others."""
    notes: list[str] = field(default_factory=list)
    units: list[CodeUnit] = field(default_factory=list)
    data: tuple[Block, ...] = ()

    @property
    def count(self) -> int:
        """Tests that were offered, fit or not, new or not."""
        return len(self.tests) + len(self.refused) + len(self.repeated)


class Reader:
    """Reads answers about one subject."""

    def __init__(self, subject: Subject) -> None:
        self.fixer: ImportFixer = fixer_of(subject)
        self.screen = Screen(
            self.fixer, _imported_by(subject.source), "__getattr__" in self.fixer.own
        )
        self._seen: set[str] = set()

    def read(self, text: str) -> Proposals:
        """The tests of an answer; what was offered before is not offered again."""
        reply = read_reply(text)
        found = Proposals(notes=list(reply.notes), data=reply.data)
        for block in _together(reply.code):
            unit = read_code(block, self.fixer.imported)
            found.notes += unit.notes
            found.units.append(unit)
            for test in unit.tests:
                self._sort_in(self.fixer.completed(test), found)
        if reply.code and not any(each.tests or each.functions for each in found.units):
            found.notes.append("the code holds no test")
        return found

    def _sort_in(self, test: ProposedTest, found: Proposals) -> None:
        key = _key(test)
        if key in self._seen:
            found.repeated.append(test.name)
            return
        self._seen.add(key)
        reason = self.screen.refusal(test)
        if reason is None:
            found.tests.append(test)
        else:
            found.refused.append(RefusedTest(test.name, reason))


def _key(test: ProposedTest) -> str:
    """What two tests have in common that do the same: all but the name, the comments and the layout."""
    tree = parsed(test.text)
    if tree is None or is_deep(tree):
        return test.text
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            if node.name == test.function:
                node.name = ""
            if ast.get_docstring(node, clean=False) is not None:
                del node.body[0]
    return ast.dump(tree)


def _together(blocks: Sequence[Block]) -> list[Block]:
    """Several files as one where they do not define the same names: helpers may stand in another file."""
    if len(blocks) < 2:
        return list(blocks)
    names: list[str] = []
    for each in blocks:
        tree = parsed(each.text)
        if tree is None:
            return list(blocks)
        names += [
            node.name
            for node in tree.body
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        ]
    if len(names) != len(set(names)):
        return list(blocks)
    return [Block("\n\n".join(each.text for each in blocks))]


def _imported_by(source: str) -> frozenset[str]:
    """Modules outside the standard library's dangerous part that the subject imports itself."""
    tree = parsed(source)
    if tree is None:
        return frozenset()
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {each.name for each in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module)
    return frozenset(found)
