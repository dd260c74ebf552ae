"""The verdict of the gate."""

from __future__ import annotations

from aqe.cli.face import Face
from aqe.cli.page import Block, Cell, Column, Line, Page, Table, Tone
from aqe.cli.views.files import written_files
from aqe.domain.verdict import CriterionResult, Verdict
from aqe.operations.gate import GateReport

__all__ = ["view"]

_TONES = {Verdict.PASS: Tone.GOOD, Verdict.FAIL: Tone.BAD, Verdict.INCONCLUSIVE: Tone.WARN}


def view(report: GateReport, face: Face) -> Page:
    """Criteria as a table, then the verdict with its reasons."""
    gate = report.gate
    columns = (Column("verdict"), Column("criterion"), Column("reason"))
    rows = tuple(_row(each) for each in gate.results)
    blocks: list[Block] = [Table(columns, rows)]
    blocks.append(Line(""))
    blocks.append(Line(f"Gate ({gate.policy} policy): {gate.verdict.value}", _TONES[gate.verdict]))
    blocks += [Line(f"- {reason}", indent=2) for reason in gate.reasons]
    if face.verbose and gate.runs:
        blocks.append(Line(f"evidence: runs {', '.join(gate.runs)}", Tone.FAINT))
    return (*blocks, *written_files(report.files))


def _row(result: CriterionResult) -> tuple[Cell | str, ...]:
    word = result.verdict.value if result.criterion.required else f"{result.verdict.value} (advice)"
    return Cell(word, _TONES[result.verdict]), result.explanation, result.criterion.reason
