"""A report as one JSON object."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from aqe.domain.measure import Measure
from aqe.domain.run import FileCoverage
from aqe.report.diffs import mutant_diff
from aqe.report.document import MutatedFile, RunReport
from aqe.report.findings import findings
from aqe.report.search import structured_search
from aqe.report.wording import Totals

__all__ = ["REPORT_VERSION", "structured", "structured_text"]

REPORT_VERSION = 1
"""Raised when a field is removed or changes its meaning."""


def structured_text(report: RunReport) -> str:
    """A report as JSON text."""
    return json.dumps(structured(report), indent=2) + "\n"


def structured(report: RunReport) -> dict[str, Any]:
    """A report as values that JSON knows; what is unknown is None."""
    run = report.run
    return {
        "report_version": REPORT_VERSION,
        "aqe": report.version,
        "run": {
            "id": run.id,
            "kind": run.kind.value,
            "command": list(run.command),
            "directory": run.directory,
            "started_at": run.started_at,
            "duration_s": run.duration_s,
            "exit_code": run.exit_code,
            "python": run.python,
            "versions": dict(run.versions),
            "seed": run.seed,
            "hash_seed": run.hash_seed,
            "shuffled": run.shuffled,
            "notes": list(run.notes),
            "attributes": dict(run.attributes),
        },
        "outcomes": {outcome.value: count for outcome, count in report.counts().items()},
        "tests": [
            {
                "test": each.test,
                "outcome": each.outcome.value,
                "duration_s": each.duration_s,
                "message": each.message,
                "file": each.file,
                "line": each.line,
            }
            for each in run.outcomes
        ],
        "measures": [_measure(each) for each in report.measures],
        "coverage": _coverage(run.coverage),
        "mutants": [mutant for each in report.mutated for mutant in _mutants(each)],
        "flaky": [asdict(each) for each in report.flaky],
        "gate": _gate(report),
        "findings": [
            {
                "rule": each.rule,
                "severity": each.severity.value,
                "message": each.message,
                "path": each.path,
                "line": each.line,
                "run": each.run,
                "subject": each.subject,
                "confidence": None if each.confidence is None else each.confidence.value,
                "test": each.test,
                "reproduction": each.reproduction,
            }
            for each in findings(report)
        ],
        "stale": sorted(report.stale),
        **structured_search(report),
    }


def _measure(measure: Measure) -> dict[str, Any]:
    return {
        "name": measure.name,
        "value": measure.value,
        "unit": measure.unit,
        "basis": measure.basis.value,
        "runs": list(measure.runs),
        "detail": measure.detail,
        "scope": measure.scope,
    }


def _coverage(files: tuple[FileCoverage, ...] | None) -> dict[str, Any] | None:
    if files is None:
        return None
    return {**_totals(Totals(files)), "files": [_file(each) for each in files]}


def _file(file: FileCoverage) -> dict[str, Any]:
    missing = sorted(set(file.executable) - set(file.covered))
    untaken = sorted(set(file.branches) - set(file.covered_branches))
    return {
        "path": file.path,
        **_totals(Totals([file])),
        "missing_lines": missing,
        "missing_branches": [list(each) for each in untaken],
    }


def _totals(totals: Totals) -> dict[str, Any]:
    return {
        "lines": totals.lines,
        "covered_lines": totals.covered_lines,
        "line_rate": totals.line_rate,
        "branches": totals.branches,
        "covered_branches": totals.covered_branches,
        "branch_rate": totals.branch_rate,
    }


def _mutants(file: MutatedFile) -> list[dict[str, Any]]:
    return [
        {
            "id": each.mutant.id,
            "path": file.path,
            "line": each.mutant.line,
            "qualname": each.mutant.qualname,
            "operator": each.mutant.operator,
            "original": each.mutant.original,
            "replacement": each.mutant.replacement,
            "state": each.state.value,
            "killed_by": list(each.killed_by),
            "duration_s": each.duration_s,
            "diff": mutant_diff(each.mutant, file.source, path=file.path),
            "run": file.run,
        }
        for each in file.results
    ]


def _gate(report: RunReport) -> dict[str, Any] | None:
    gate = report.gate
    if gate is None:
        return None
    return {
        "policy": gate.policy,
        "verdict": gate.verdict.value,
        "reasons": list(gate.reasons),
        "criteria": [
            {
                "measure": each.criterion.measure,
                "value": each.measure.value,
                "minimum": each.criterion.minimum,
                "maximum": each.criterion.maximum,
                "required": each.criterion.required,
                "verdict": each.verdict.value,
                "explanation": each.explanation,
            }
            for each in gate.results
        ],
        "runs": list(gate.runs),
    }
