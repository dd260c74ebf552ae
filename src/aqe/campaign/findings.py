"""From suspects to findings: each fails as a plain test in a fresh process before anybody is told."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from aqe.analysis.parsing import read_source
from aqe.campaign.suite_files import suite_name
from aqe.campaign.suspects import reproduction_of
from aqe.domain.finding import Confidence, Finding, Severity
from aqe.domain.run import Outcome, RecordedRun, TestOutcome
from aqe.domain.subject import Subject
from aqe.errors import AqeError
from aqe.generation.oddities import Suspect
from aqe.settings import STATE_FOLDER, state_folder
from aqe.syntax.python.reproductions import Reproduction, print_reproductions

__all__ = [
    "FINDINGS",
    "confirmed",
    "findings_record",
    "recorded_findings",
    "source_text",
    "write_findings",
]

FINDINGS = "findings.json"
"""Name of the artefact of a generating run that holds its findings, and which source they are about."""
_FOLDER = "findings"
_SEVERITY = {Confidence.HIGH: Severity.WARNING, Confidence.MEDIUM: Severity.NOTE}


def confirmed(
    suspects: Sequence[Suspect],
    subject: Subject,
    *,
    path: str,
    command: str,
    confirm: Callable[[str], RecordedRun],
) -> tuple[tuple[Finding, ...], str]:
    """The suspects whose tests fail as they should, and the file of these tests.

    Args:
        suspects: what the search found odd.
        subject: the module.
        path: its file as findings name it.
        command: how to look for findings again.
        confirm: runs a test file in a fresh process.
    """
    cases = [
        Reproduction(
            reproduction_of(each, subject.module, number),
            each.subject,
            each.suspicion.rule.value,
            each.message,
        )
        for number, each in enumerate(suspects)
    ]
    text, printed = print_reproductions(cases, subject, command=command)
    run = confirm(text)
    outcomes = {each.test.rpartition("::")[2]: each for each in run.outcomes}
    kept = [
        place
        for place, test in enumerate(printed)
        if _is_shown(suspects[place], outcomes.get(test.name))
    ]
    if not kept:
        return (), ""
    text, printed = print_reproductions([cases[place] for place in kept], subject, command=command)
    file = f"{STATE_FOLDER}/{_FOLDER}/{suite_name(subject.module)}"
    found = []
    for place, test in zip(kept, printed, strict=True):
        suspect = suspects[place]
        confidence = suspect.suspicion.confidence
        found.append(
            Finding(
                rule=suspect.suspicion.rule.value,
                severity=_SEVERITY[confidence],
                message=f"{suspect.subject}: {suspect.message}",
                path=path,
                line=suspect.line,
                run=run.id,
                subject=suspect.subject,
                confidence=confidence,
                test=f"{file}::{test.name}",
                reproduction=test.source,
            )
        )
    return tuple(found), text


def _is_shown(suspect: Suspect, outcome: TestOutcome | None) -> bool:
    """Whether a test failed for the reason that it was written for."""
    if outcome is None or outcome.outcome is not Outcome.FAILED:
        return False
    failure = suspect.run.failure
    if failure is None:
        return "assert" in outcome.message
    return failure.type.partition(":")[2] in f"{outcome.message}\n{outcome.detail}"


def write_findings(root: Path, module: str, text: str) -> Path | None:
    """Write the file that shows the findings about a module; without any, remove an older one."""
    path = state_folder(root) / _FOLDER / suite_name(module)
    if not text:
        path.unlink(missing_ok=True)
        return None
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def findings_record(source: str, found: Sequence[Finding]) -> bytes:
    """Findings as an artefact."""
    document = {"source": _digest(source), "findings": [asdict(each) for each in found]}
    return json.dumps(document).encode("ascii")


def recorded_findings(content: bytes, source: str | None) -> tuple[Finding, ...]:
    """The findings of an artefact; none where the source has changed since.

    Args:
        content: the artefact.
        source: text of the subject as it is now; None where it cannot be read.
    """
    document: dict[str, Any] = json.loads(content)
    if source is None or document["source"] != _digest(source):
        return ()
    return tuple(
        Finding(
            **{
                **each,
                "severity": Severity(each["severity"]),
                "confidence": Confidence(each["confidence"]),
            }
        )
        for each in document["findings"]
    )


def source_text(path: Path) -> str | None:
    """The text of a subject's file as analysis reads it; None where it cannot be read."""
    try:
        return read_source(path)
    except AqeError:
        return None


def _digest(source: str) -> str:
    return hashlib.sha256(source.encode("utf-8", "surrogatepass")).hexdigest()
