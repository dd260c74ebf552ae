"""Whole pytest files from suites: what a reviewer sees."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from aqe.domain.recipe import Symbol
from aqe.domain.subject import Subject
from aqe.domain.suite import AssertionKind, OracleBasis, Suite
from aqe.syntax.python.behaviours import behaviour_of
from aqe.syntax.python.bodies import BodyPrinter
from aqe.syntax.python.case_ids import case_ids
from aqe.syntax.python.class_tables import across_classes
from aqe.syntax.python.collected import collected_roots
from aqe.syntax.python.definitions import Definitions
from aqe.syntax.python.drafts import Draft, draft_of, named
from aqe.syntax.python.expressions import Printer
from aqe.syntax.python.function_arguments import FunctionArguments
from aqe.syntax.python.import_blocks import import_block
from aqe.syntax.python.imports import Import, plan_imports
from aqe.syntax.python.keywords import SpokenArguments
from aqe.syntax.python.layout import Layout
from aqe.syntax.python.literals import string_text
from aqe.syntax.python.parameter_words import Words
from aqe.syntax.python.seal import is_untouched, seal
from aqe.syntax.python.shapes import Group, grouped
from aqe.syntax.python.shared import Fixture, shared_setup
from aqe.syntax.python.titles import test_names

__all__ = ["Header", "PrintedSuite", "first_party", "is_untouched", "print_suite", "seal"]

_OWN_NAMES = ("asyncio", "caught", "pytest", "scenario", "warnings")
_ABOUT_DOCUMENTED = "Tests marked as documented examples say what its documentation promises."
_DOCUMENTED = '"""Documented example."""'


@dataclass(frozen=True, slots=True)
class Header:
    """What the head of a generated file says."""

    version: str
    command: str
    """The command that generates the file again."""
    first_party: frozenset[str] = frozenset()
    """Top-level packages that belong to the project (see `first_party`); they are imported last."""


@dataclass(frozen=True, slots=True)
class PrintedSuite:
    """A suite as text."""

    text: str
    tests: tuple[tuple[str, tuple[int, ...]], ...]
    """Name of each test, as pytest reports it behind ``::`` (``test_name`` or ``test_name[id]``), with
    the ids of the candidates that it stands for."""

    def candidates_of(self, test: str) -> tuple[int, ...]:
        """Ids of the candidates of a test, given as a name or as a whole node id.

        For a parametrised test without a known row, all candidates of its rows.
        """
        name = test.rpartition("::")[2] if "[" not in test else test[test.find("::") + 2 :]
        function = name.partition("[")[0]
        exact = [ids for known, ids in self.tests if known == name]
        rows = exact or [ids for known, ids in self.tests if known.partition("[")[0] == function]
        return tuple(each for ids in rows for each in ids)


def first_party(subject: Subject, project_root: Path) -> frozenset[str]:
    """The subject's top-level package where import sorters see it as the project's own."""
    root = project_root.resolve()
    if subject.import_root.resolve() in (root, root / "src"):
        return frozenset({subject.module.partition(".")[0]})
    return frozenset()


def print_suite(suite: Suite, subject: Subject, header: Header) -> PrintedSuite:
    """The text of a test file, and which test stands for which candidate.

    Cases need their assertions already (`TestCase.assertions`).
    """
    return _SuitePrinter(suite, subject, header).print()


class _SuitePrinter:
    def __init__(self, suite: Suite, subject: Subject, header: Header) -> None:
        self._suite = suite
        self._subject = subject
        self._header = header
        self._layout = Layout()
        self._printer = Printer()

    def print(self) -> PrintedSuite:
        definitions = Definitions(self._suite.cases)
        spoken, functions = SpokenArguments(self._subject), FunctionArguments(self._subject)
        drafts = [
            functions.named(spoken.named(draft_of(definitions.adapted(case))))
            for case in self._suite.cases
        ]
        needed = definitions.needed_by(drafts)
        symbols = [*self._symbols(drafts), *(each for one in needed for each in one.symbols)]
        plan = plan_imports(
            symbols,
            taken=[each.name for each in needed],
            prefer=self._suite.module,
            collected=collected_roots(self._subject, symbols),
        )
        taken = {*_OWN_NAMES, *(each.name for each in needed)}
        taken |= {each.binds for each in plan.imports}
        bodies = BodyPrinter(self._printer, self._layout, plan.renamed)
        drafts = self._ordered([named(draft, taken) for draft in drafts], bodies)
        drafts, ids = self._distinct(drafts, bodies)
        words = Words(self._subject, drafts)

        def shown(draft: Draft) -> Sequence[str]:
            return behaviour_of(draft, self._subject, words).phrases

        groups = grouped(drafts, self._subject, bodies.text, frozenset(taken), shown)
        groups = across_classes(groups, self._subject, bodies.text, frozenset(taken))
        names = test_names(groups, self._subject)
        groups, fixtures = shared_setup(groups, bodies.text, {*taken, *names})
        tests: list[tuple[str, tuple[int, ...]]] = []
        blocks = [definitions.text(each, plan.renamed) for each in needed]
        blocks += [self._fixture(each, bodies) for each in fixtures]
        for name, group in zip(names, groups, strict=True):
            blocks.append(self._test(name, group, bodies))
            tests += _identified(name, group, ids)
        imports = [*plan.imports, *self._own_imports("\n".join(blocks))]
        return PrintedSuite(self._file(imports, blocks), tuple(tests))

    def _symbols(self, drafts: Sequence[Draft]) -> list[Symbol]:
        return [
            symbol
            for draft in drafts
            for recipe in draft.recipes()
            for symbol in self._printer.symbols(recipe)
        ]

    def _ordered(self, drafts: Iterable[Draft], bodies: BodyPrinter) -> list[Draft]:
        """By callable in the order of the source; documented first, then the simplest."""
        order = {each.qualname: place for place, each in enumerate(self._subject.callables)}

        def key(draft: Draft) -> tuple[int, str, bool, bool, int, int]:
            qualname = draft.case.candidate.subject
            raises = any(each.kind is AssertionKind.RAISES for each in draft.assertions)
            size = sum(len(bodies.text(recipe)) for recipe in draft.recipes())
            size += 30 * len(draft.statements)
            if draft.is_declared:  # in the order of the source
                size = 0
            is_recorded = draft.case.basis is not OracleBasis.DOCUMENTED
            place = order.get(qualname, len(order))
            return place, qualname, is_recorded, raises, size, draft.case.candidate.id

        return sorted(drafts, key=key)

    def _distinct(
        self, drafts: Sequence[Draft], bodies: BodyPrinter
    ) -> tuple[list[Draft], dict[int, tuple[int, ...]]]:
        """Drafts that read differently, and the candidates that each of them stands for."""
        first: dict[str, Draft] = {}
        ids: dict[int, tuple[int, ...]] = {}
        for draft in drafts:
            text = "\n".join(bodies.lines(draft, indent=4))
            kept = first.setdefault(f"{draft.case.candidate.subject}\n{text}", draft)
            known = ids.get(kept.case.candidate.id, ())
            ids[kept.case.candidate.id] = (*known, draft.case.candidate.id)
        return list(first.values()), ids

    def _own_imports(self, text: str) -> list[Import]:
        names = [
            name for name in ("asyncio", "pytest", "warnings") if re.search(rf"\b{name}\.", text)
        ]
        return [Import(name, "") for name in names]

    # -- tests --------------------------------------------------------------------------------------

    def _test(self, name: str, group: Group, bodies: BodyPrinter) -> str:
        lines: list[str] = []
        if group.parameters:
            lines.append(self._layout.decorator(self._parametrize(group, bodies)))
        parameters = [*group.parameters, *sorted(group.template.fixtures)]
        lines.append(self._layout.function_header(name, parameters))
        if group.template.case.basis is OracleBasis.DOCUMENTED:
            lines.append(f"    {_DOCUMENTED}")
        if group.template.is_async:
            lines += [""] if _DOCUMENTED in lines[-1] else []
            lines.append("    async def scenario():")
            lines += bodies.lines(group.template, indent=8)
            lines += ["", "    asyncio.run(scenario())"]
        else:
            lines += bodies.lines(group.template, indent=4)
        return "\n".join(lines)

    def _fixture(self, fixture: Fixture, bodies: BodyPrinter) -> str:
        header = self._layout.function_header(fixture.name, list(fixture.parameters))
        returned = self._layout.statement(f"return {bodies.text(fixture.expression)}", indent=4)
        return f"@pytest.fixture\n{header}\n{returned}"

    def _parametrize(self, group: Group, bodies: BodyPrinter) -> str:
        if len(group.parameters) == 1:
            names = string_text(group.parameters[0])
        else:
            names = "(" + ", ".join(string_text(each) for each in group.parameters) + ")"
        rows = []
        if group.family is not None and group.family.is_bare:
            # The name of a class is the id that pytest gives it.
            return f"pytest.mark.parametrize({names}, [{', '.join(self._first(group, bodies))}])"
        for row, identity in zip(group.rows, case_ids(group), strict=True):
            values = ", ".join(bodies.text(value) for value in row)
            rows.append(f"pytest.param({values}, id={string_text(identity)})")
        return f"pytest.mark.parametrize({names}, [{', '.join(rows)}])"

    def _first(self, group: Group, bodies: BodyPrinter) -> list[str]:
        return [bodies.text(row[0]) for row in group.rows]

    # -- the file -----------------------------------------------------------------------------------

    def _file(self, imports: Sequence[Import], blocks: Sequence[str]) -> str:
        command = " ".join(self._header.command.split())
        is_documented = any(each.basis is OracleBasis.DOCUMENTED for each in self._suite.cases)
        lines = [
            f"# Generated by aqe {self._header.version}. Regenerate: {command}",
            f'"""Tests of {self._suite.module}.',
            "",
            "Expected values are recorded: they say what the code did when the tests were written.",
            *([_ABOUT_DOCUMENTED] if is_documented else []),
            '"""',
        ]
        parts = ["\n".join(lines)]
        statements = import_block(imports, self._header.first_party, self._layout)
        if statements:
            parts.append("\n" + statements)
        text = "\n".join(parts) + "\n"
        for block in blocks:
            text += f"\n\n{block}\n"
        return seal(text)


def _identified(
    name: str, group: Group, ids: Mapping[int, tuple[int, ...]]
) -> list[tuple[str, tuple[int, ...]]]:
    if not group.parameters:
        return [(name, ids[group.drafts[0].case.candidate.id])]
    return [
        (f"{name}[{identity}]", ids[draft.case.candidate.id])
        for draft, identity in zip(group.drafts, case_ids(group), strict=True)
    ]
