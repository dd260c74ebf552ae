"""Why a proposed test did not pass: its own fault, or the subject does not do what it expects.

A test that calls the subject wrongly is repaired. One whose expectation is not met is told to the user,
whatever later becomes of it: the code may be wrong.
"""

from __future__ import annotations

import re
from pathlib import Path

from aqe.campaign.hybrid.bench import PROPOSED, Shown
from aqe.campaign.model_report import Disagreement
from aqe.domain.proposal import ProposedTest
from aqe.generation.llm.scrubbing import scrubbed

__all__ = ["disagreement_of", "told_to_model"]

_FRAME = re.compile(r'^\s*File "([^"]+)", line (\d+)', re.MULTILINE)
_EXPECTATION = re.compile(r"^(?:AssertionError|assert\b|Failed: DID NOT)|DID NOT (?:RAISE|WARN)")
_CALLED_WRONGLY = re.compile(r"^TypeError: .*(?:argument|takes \d|unexpected keyword)")
_HINTS = ("took longer than", "ended the process", "did not run", "fixture")
_LONGEST = 600
_MOST_LINES = 20


def told_to_model(shown: Shown, source: Path) -> str:
    """What happened, with the frames of the test and of the subject only: others are the tools' own."""
    kept: list[str] = []
    is_kept = False
    for line in shown.detail.splitlines():
        match = _FRAME.match(line)
        if match is not None:
            name = Path(match[1]).name
            is_kept = name == source.name or name.startswith(PROPOSED)
            if is_kept:
                place = source.name if name == source.name else "the test"
                kept.append(f"{place}, line {match[2]}:")
        elif is_kept and line.startswith("    "):
            kept.append(f"  {line.strip()}")
        else:
            is_kept = False
    return "\n".join([shown.reason, *kept[-_MOST_LINES:]])


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
