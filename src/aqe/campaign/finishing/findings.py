"""From suspects to findings: each fails as a plain test in a fresh process before anybody is told."""

from __future__ import annotations

import hashlib
import json
import re
import signal
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from aqe.analysis.parsing import read_source
from aqe.campaign.drafting.suspects import reproduction_of
from aqe.campaign.suites.suite_files import subject_of, suite_name
from aqe.domain.finding import Confidence, Finding, Oddity, Severity
from aqe.domain.run import Outcome, RecordedRun, TestOutcome
from aqe.domain.subject import Subject
from aqe.errors import AqeError
from aqe.execution.recording import ENDED_BY_SIGNAL
from aqe.generation.judging.oddities import Suspect
from aqe.settings import STATE_FOLDER, state_folder
from aqe.syntax.python.reproductions import Reproduction, about, print_reproductions

__all__ = [
    "FINDINGS",
    "confirmed",
    "findings_name",
    "findings_record",
    "recorded_findings",
    "source_text",
    "write_findings",
]

FINDINGS = "findings.json"
"""Name of the artefact of a generating run that holds its findings, and which source they are about."""
_FOLDER = "findings"
_DIGEST_LENGTH = 8
_WANT = re.compile(
    r"bad_alloc|memory allocation|MemoryError|[Cc]annot allocate|[Oo]ut of memory|temporarily unavailable"
)
"""What native code says that ends the process since it got no memory, or no thread."""
_SEVERITY = {Confidence.HIGH: Severity.WARNING, Confidence.MEDIUM: Severity.NOTE}


def confirmed(
    suspects: Sequence[Suspect],
    subject: Subject,
    *,
    path: str,
    name: str,
    command: str,
    confirm: Callable[[str], RecordedRun],
) -> tuple[tuple[Finding, ...], str]:
    """The suspects whose tests fail as they should, and the file of these tests.

    Args:
        suspects: what the search found odd.
        subject: the module.
        path: its file as findings name it.
        name: of the file of tests.
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
    file = f"{STATE_FOLDER}/{_FOLDER}/{name}"
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
    if outcome is None:
        return False
    if suspect.suspicion.rule is Oddity.CRASH:
        return outcome.outcome is Outcome.ERROR and _is_same_death(suspect, outcome)
    if outcome.outcome is not Outcome.FAILED:
        return False
    failure = suspect.run.failure
    if failure is None:
        return "assert" in outcome.message
    return failure.type.partition(":")[2] in f"{outcome.message}\n{outcome.detail}"


def _is_same_death(suspect: Suspect, outcome: TestOutcome) -> bool:
    """Whether a test ended the process as the suspect did, and not for want of memory behind our limits."""
    failure = suspect.run.failure
    if failure is None or _WANT.search(outcome.detail):
        return False
    number = signal.Signals[failure.message.rpartition(" ")[2]].value
    return outcome.message == f"{ENDED_BY_SIGNAL}{number}"


def findings_name(root: Path, module: str, path: Path) -> str:
    """Name of the file that shows the findings about a module: that of its suite, if only it has that.

    ``shop/cart.py`` and ``shop_cart.py`` would share one, and so would modules of one name in different
    folders. Then a digest of import name and path tells them apart, whichever is worked on first.
    """
    root, path = root.resolve(), path.resolve()
    usual = suite_name(module)
    flat = module.replace(".", "_")
    if {each for folder in (root, root / "src") for each in _sources(folder, flat)} == {path}:
        return usual
    place = path.relative_to(root) if path.is_relative_to(root) else path
    digest = _digest(f"{module} {place.as_posix()}")[:_DIGEST_LENGTH]
    return f"{usual.removesuffix('.py')}_{digest}.py"


def _sources(folder: Path, flat: str) -> Iterator[Path]:
    """Modules below a folder whose import names are the same once dots are underscores."""
    for path in (folder / f"{flat}.py", folder / flat / "__init__.py"):
        if path.is_file():
            yield path
    for place, letter in enumerate(flat):
        if letter == "_" and place and (folder / flat[:place]).is_dir():
            yield from _sources(folder / flat[:place], flat[place + 1 :])


def write_findings(root: Path, module: str, path: Path, text: str) -> Path | None:
    """Write the file that shows the findings about a module; without any, remove an older one.

    What another module left under the name of this one is not removed.
    """
    folder = state_folder(root) / _FOLDER
    name = findings_name(root, module, path)
    for each in {name, suite_name(module)} - ({name} if text else set()):
        if _is_about(folder / each, root, module, path):
            (folder / each).unlink()
    if not text:
        return None
    place = folder / name
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text, encoding="utf-8")
    return place


def _is_about(file: Path, root: Path, module: str, path: Path) -> bool:
    """Whether a file shows findings about a module, as its head says."""
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return False
    root, path = root.resolve(), path.resolve()
    shown = str(path.relative_to(root)) if path.is_relative_to(root) else path.name
    return about(module) in text and subject_of(text) == shown


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
