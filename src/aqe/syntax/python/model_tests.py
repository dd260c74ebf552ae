"""Files of tests that a model wrote: each test as it was written, its imports and helpers put together."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from aqe.domain.proposal import Helper, ImportedName, ProposedTest
from aqe.domain.syntax_trees import nodes_in, parsed_module
from aqe.syntax.python.import_blocks import import_block
from aqe.syntax.python.imports import Import
from aqe.syntax.python.layout import Layout
from aqe.syntax.python.seal import seal
from aqe.syntax.python.suites import Header, PrintedSuite

__all__ = ["AcceptedTest", "print_alone", "print_model_tests"]

_MOST_NAMES = 1000


@dataclass(frozen=True, slots=True)
class AcceptedTest:
    """A test with its number and where it came from."""

    id: int
    test: ProposedTest
    origin: str
    """The line of provenance above it: the model and the digest of the question."""
    rows: tuple[tuple[str, int], ...] = ()
    """(id of a row as pytest shows it, its number) for a table of scenarios; then `id` stands for none."""


def print_alone(test: ProposedTest) -> str:
    """A test in a file of its own."""
    imports = "\n".join(each.statement for each in test.imports)
    blocks = [each.source for each in test.helpers]
    if test.class_head:
        blocks.append(f"{test.class_head}\n\n{test.source}")
    else:
        blocks.append(test.source)
    return "\n\n\n".join([*([imports] if imports else []), *blocks]) + "\n"


def print_model_tests(tests: Sequence[AcceptedTest], module: str, header: Header) -> PrintedSuite:
    """One file with all of the tests, and which number each of its tests has.

    Names of tests and helpers that two answers use for different things get a number.
    """
    return _Printer(tests, module, header).print()


class _Printer:
    def __init__(self, tests: Sequence[AcceptedTest], module: str, header: Header) -> None:
        self._tests = tests
        self._module = module
        self._header = header
        self._imports: dict[str, ImportedName] = {}
        self._helpers: dict[str, Helper] = {}
        """By source."""
        self._taken: set[str] = set()

    def print(self) -> PrintedSuite:
        placed: list[tuple[str, int]] = []
        plain: list[str] = []
        classes: dict[str, list[str]] = {}
        heads: dict[str, str] = {}
        shown: list[tuple[str, tuple[int, ...]]] = []
        self._taken = {each.bound for one in self._tests for each in one.test.imports}
        for each in self._tests:
            test = self._joined(each.test)
            if test.class_head:
                key = test.class_head
                if key not in heads:
                    name = self._free(test.class_name)
                    heads[key] = _renamed(test.class_head, {test.class_name: name})
                    placed.append((key, -1))
                    classes[key] = []
                name = _class_name(heads[key])
                classes[key].append(f"    # {each.origin}\n{test.source}")
                shown.append((f"{name}::{test.function}", (each.id,)))
                continue
            name = self._free(test.function)
            source = _renamed(test.source, {test.function: name})
            placed.append(("", len(plain)))
            plain.append(f"# {each.origin}\n{source}")
            if each.rows:
                shown += [(f"{name}[{row}]", (number,)) for row, number in each.rows]
            else:
                shown.append((name, (each.id,)))
        blocks = [each.source for each in self._helpers.values()]
        for key, place in placed:
            blocks.append(plain[place] if place >= 0 else "\n\n".join([heads[key], *classes[key]]))
        return PrintedSuite(self._file(blocks), tuple(shown))

    def _joined(self, test: ProposedTest) -> ProposedTest:
        """The test with its helpers among those of the others, under names that are free."""
        renamed: dict[str, str] = {}
        for helper in test.helpers:
            source = _renamed(helper.source, renamed)
            if source in self._helpers:
                continue
            for name in helper.names:
                free = self._free(name)
                if free != name:
                    renamed[name] = free
            source = _renamed(helper.source, renamed)
            self._helpers.setdefault(source, Helper(helper.names, source))
        for each in test.imports:
            known = self._imports.setdefault(each.bound, each)
            if known != each and known.statement != each.statement:
                free = self._free(each.bound)
                renamed[each.bound] = free
                self._imports[free] = ImportedName(each.module, each.name, free)
        if not renamed:
            return test
        return ProposedTest(
            test.name,
            _renamed(test.source, renamed),
            test.imports,
            test.helpers,
            _renamed(test.class_head, renamed),
        )

    def _free(self, name: str) -> str:
        for number in range(1, _MOST_NAMES):
            candidate = name if number == 1 else f"{name}_{number}"
            if candidate not in self._taken:
                self._taken.add(candidate)
                return candidate
        return name

    def _file(self, blocks: Sequence[str]) -> str:
        command = " ".join(self._header.command.split())
        head = "\n".join(
            [
                f"# Generated by aqe {self._header.version}. Regenerate: {command}",
                f'"""Tests of {self._module} that a language model wrote.',
                "",
                "Each passed in fresh processes, and reaches a line or a side of a branch or notices a",
                "mutant that no other test does, or shows another kind of input. Above it stands its origin.",
                '"""',
            ]
        )
        whole = [each for each in self._imports.values() if _is_whole_package(each)]
        rest = [_import(each) for each in self._imports.values() if each not in whole]
        imports = import_block(rest, self._header.first_party, Layout())
        if whole:
            lines = "\n".join(sorted(each.statement for each in whole))
            imports = f"{imports}\n\n{lines}" if imports else lines
        text = "\n".join([head, *(["\n" + imports] if imports else [])]) + "\n"
        return seal(text + "".join(f"\n\n{each}\n" for each in blocks))


def _is_whole_package(name: ImportedName) -> bool:
    """Whether it is ``import a.b``, which binds ``a``."""
    return not name.name and "." in name.module and name.bound == name.module.partition(".")[0]


def _import(name: ImportedName) -> Import:
    usual = name.name or name.module
    return Import(name.module, name.name, None if name.bound == usual else name.bound)


def _class_name(head: str) -> str:
    match = re.search(r"^class (\w+)", head, re.MULTILINE)
    return match[1] if match else ""


def _renamed(source: str, wanted: dict[str, str]) -> str:
    """The source with names replaced wherever they stand alone: not behind a dot, not as a keyword."""
    wanted = {old: new for old, new in wanted.items() if old != new}
    if not wanted or not source or not any(each in source for each in wanted):
        return source
    lines = source.split("\n")
    for token in reversed(list(_names(source))):
        new = wanted.get(token.string)
        if new is None:
            continue
        row, column = token.start
        line = lines[row - 1]
        lines[row - 1] = line[:column] + new + line[column + len(token.string) :]
    return "\n".join(lines)


def _names(source: str) -> Iterable[tokenize.TokenInfo]:
    """Tokens that are names of variables, functions and parameters."""
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
    except (tokenize.TokenError, SyntaxError, IndentationError):
        return []
    keywords = _keyword_places(source)
    return [
        token
        for place, token in enumerate(tokens)
        if token.type == tokenize.NAME
        and not (place and tokens[place - 1].string == ".")
        and token.start not in keywords
    ]


def _keyword_places(source: str) -> set[tuple[int, int]]:
    """Where names of keyword arguments stand: they belong to what is called."""
    try:
        tree = parsed_module(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return set()
    lines = source.split("\n")
    return {
        (each.lineno, len(lines[each.lineno - 1].encode()[: each.col_offset].decode()))
        for each in nodes_in(tree)
        if isinstance(each, ast.keyword) and each.arg is not None
    }
