"""An inquiry into the laws of a small module, in a real worker, without a campaign around it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from aqe.analysis.mutants import mutants_of
from aqe.analysis.patterns import samples
from aqe.analysis.subjects import analyse
from aqe.domain.law import Law
from aqe.domain.mutant import Mutant
from aqe.domain.subject import Subject
from aqe.execution.limits import Limits
from aqe.execution.workers import Worker
from aqe.generation.exploring.exploration import Budget
from aqe.generation.exploring.search import Search, SearchSettings
from aqe.generation.properties.inquiry import Findings, Inquiry
from aqe.syntax.python.expressions import Printer
from aqe.syntax.python.laws import law_definition, law_text
from aqe.syntax.python.parsing import parse_literal
from aqe.syntax.python.strategies import strategy

LIMITS = Limits(cpu_s_per_call=0.5, wall_s_per_call=2.0)


@contextmanager
def inquiry_into(path: Path, *, executions: int = 150, seed: int = 0) -> Iterator[Inquiry]:
    """The inquiry after a short search."""
    module, root = path.stem, path.parent
    subject = analyse(path, module=module, import_root=root)
    with Worker(Path(sys.executable), module, path, (root,), limits=LIMITS) as worker:
        printer = Printer()
        search = Search(
            subject,
            worker.load(),
            worker,
            printer=lambda candidate: printer.program(candidate, module),
            parse=parse_literal,
            sample=samples,
            budget=Budget(executions, None, lambda: 0.0),
            settings=SearchSettings(seed=seed),
        )
        search.run()
        yield Inquiry(
            subject,
            search.archive,
            worker,
            search.exploration.printer,
            lambda law: law_definition(law, printer),
            parse_literal,
            seed,
        )


def all_mutants(subject: Subject) -> list[Mutant]:
    """Every mutant: as if no recorded test killed any."""
    return list(mutants_of(subject.source, subject.module))


def findings_about(path: Path, *, seed: int = 0) -> Findings:
    """What comes of a whole inquiry when no mutant is killed yet."""
    with inquiry_into(path, seed=seed) as inquiry:
        inquiry.screen()
        return inquiry.conclude(all_mutants(inquiry.subject))


def shown(law: Law) -> tuple[str, str]:
    """(law, inputs) as people read them."""
    printer = Printer()
    inputs = ", ".join(f"{each.name}={strategy(each.inputs, printer)}" for each in law.variables)
    return law_text(law, printer), inputs
