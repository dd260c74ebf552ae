"""A pytest file of findings: every test fails for as long as the subject does what it is about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from aqe.domain.subject import Subject
from aqe.domain.suite import TestCase
from aqe.syntax.python.bodies import BodyPrinter
from aqe.syntax.python.collected import collected_roots
from aqe.syntax.python.drafts import draft_of, named
from aqe.syntax.python.expressions import Printer
from aqe.syntax.python.imports import Import, plan_imports
from aqe.syntax.python.layout import Layout
from aqe.syntax.python.names import callable_words, slug

__all__ = ["PrintedReproduction", "Reproduction", "about", "print_reproductions"]

_OWN_NAMES = ("asyncio", "pytest", "scenario")


@dataclass(frozen=True, slots=True)
class Reproduction:
    """What one test shows."""

    case: TestCase
    subject: str
    """Qualified name of what it is about."""
    rule: str
    message: str


@dataclass(frozen=True, slots=True)
class PrintedReproduction:
    """One test of the file."""

    name: str
    source: str
    """The test alone, without what the file imports."""


def print_reproductions(
    items: Sequence[Reproduction], subject: Subject, *, command: str
) -> tuple[str, tuple[PrintedReproduction, ...]]:
    """The text of the file, and its tests in the order of the items.

    Args:
        items: what to show.
        subject: the module that it is about.
        command: how to look for findings again.
    """
    printer, layout = Printer(), Layout()
    drafts = [draft_of(each.case) for each in items]
    symbols = [
        symbol
        for draft in drafts
        for recipe in draft.recipes()
        for symbol in printer.symbols(recipe)
    ]
    plan = plan_imports(symbols, prefer=subject.module, collected=collected_roots(subject, symbols))
    taken = {*_OWN_NAMES, *(each.binds for each in plan.imports)}
    bodies = BodyPrinter(printer, layout, plan.renamed)
    names: set[str] = set()
    printed = []
    for item, draft in zip(items, drafts, strict=True):
        draft = named(draft, taken)
        name = _name(item, names)
        lines = [layout.function_header(name, sorted(draft.fixtures))]
        lines.append(f'    """{_sentence(item.message)}"""')
        if draft.is_async:
            lines += ["", "    async def scenario():", *bodies.lines(draft, indent=8)]
            lines += ["", "    asyncio.run(scenario())"]
        else:
            lines += bodies.lines(draft, indent=4)
        printed.append(PrintedReproduction(name, "\n".join(lines) + "\n"))
    imports = _import_lines((*plan.imports, *_needed(printed)), layout)
    head = [
        f"# Written by: {command}",
        about(subject.module),
        "",
        *imports,
    ]
    text = "\n".join(head) + "\n" + "".join(f"\n\n{each.source}" for each in printed)
    return text, tuple(printed)


def about(module: str) -> str:
    """The line of a file that says which module its findings are about."""
    return f'"""Findings about {module}: each test fails for as long as its finding holds."""'


def _needed(printed: Sequence[PrintedReproduction]) -> list[Import]:
    return [
        Import(name, "")
        for name in ("asyncio", "pytest")
        if any(re.search(rf"\b{name}\.", each.source) for each in printed)
    ]


def _import_lines(imports: Sequence[Import], layout: Layout) -> list[str]:
    """Import statements; names of one module stand together."""
    lines: dict[str, None] = {}
    for each in imports:
        if each.alias or not each.name:
            lines.setdefault(each.statement)
            continue
        names = [one.name for one in imports if one.module == each.module and not one.alias]
        ordered = sorted({name for name in names if name})
        lines.setdefault(layout.from_import(each.module, ordered))
    return sorted(lines, key=lambda line: (line.startswith("from "), line))


def _name(item: Reproduction, names: set[str]) -> str:
    """A name that is free: the callable and the rule, then the message, then further ones."""
    base = f"test_{callable_words(item.subject)}_{slug(item.rule)}"
    told = slug(item.message)
    for name in (base, f"{base}_{told}" if told else base):
        if name not in names:
            names.add(name)
            return name
    name = base
    while name in names:
        name = f"{name}_again"
    names.add(name)
    return name


def _sentence(message: str) -> str:
    """A message as the docstring of a test."""
    line = " ".join(message.split()).replace("\\", "\\\\").replace('"', "'")
    line = line[:1].upper() + line[1:]
    return (line[:70] + "...") if len(line) > 74 else line
