"""The lines about what a language model did for a suite."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

from aqe.campaign.model_report import ModelReport, RefusedTest
from aqe.campaign.options import SubjectReport
from aqe.cli.page import Block, Line, Tone
from aqe.cli.text import plural
from aqe.domain.cost import usd_text

__all__ = ["given_up_lines", "model_lines", "model_summary"]

_MOST_SHOWN = 5


def model_lines(report: SubjectReport, *, verbose: bool) -> list[Block]:
    """What was asked and accepted, what disagreed with the code and, with `verbose`, what was refused."""
    found = report.model
    if found is None or (found.status == "given-up" and not verbose):
        return []
    if not found.calls:
        # That there is nothing left to ask for needs no words; that there was no time for it does.
        is_told = verbose or found.status == "no-time"
        words = f"{report.subject}: no model was asked: {found.reason}"
        return (
            [Line(words, Tone.WARN if found.status == "no-time" else Tone.PLAIN)] if is_told else []
        )
    lines: list[Block] = [Line(f"{report.subject}: {_in_short(found)}")]
    if found.reason and found.reason not in {each.error for each in found.calls}:
        lines.append(Line(found.reason, Tone.WARN, indent=2))
    for each in found.calls:
        if verbose:
            lines += [Line(f"{each.kind}: {note}", Tone.FAINT, indent=2) for note in each.notes]
    if not any(each.model for each in found.calls):
        hints = dict.fromkeys(each.hint for each in found.calls if each.hint)
        lines += [Line(f"hint: {each}", Tone.FAINT, indent=2) for each in list(hints)[:1]]
    if found.missing:
        count = plural(len(found.missing), "question")
        lines.append(Line(f"{count} without an answer of an earlier run", Tone.WARN, indent=2))
    shown = found.refused if verbose else ()
    lines += [Line(text, Tone.FAINT, indent=2) for text in _refusals(shown)]
    for disagreement in found.disagreements[: None if verbose else _MOST_SHOWN]:
        later = (
            "; a later test of that name holds what the code does"
            if disagreement.later_agreed
            else ""
        )
        lines.append(
            Line(
                f"{report.subject}: to be looked at: {disagreement.test}: {disagreement.what}{later}",
                Tone.WARN,
            )
        )
    left = len(found.disagreements) - _MOST_SHOWN
    if left > 0 and not verbose:
        lines.append(Line(f"and {left} more (--verbose shows all)", Tone.FAINT, indent=2))
    return lines


def given_up_lines(reports: Sequence[SubjectReport]) -> list[Block]:
    """One line for all subjects about which nobody was asked, since models were out of order."""
    found = [
        each.model for each in reports if each.model is not None and each.model.status == "given-up"
    ]
    if not found:
        return []
    count = plural(len(found), "module")
    return [Line(f"{count} without a model: {found[0].reason}", Tone.WARN)]


def model_summary(
    reports: Sequence[SubjectReport], ledger_calls: int, ledger_usd: Decimal | None
) -> str:
    """What the summary says of models; empty where none was asked.

    Args:
        reports: Of all subjects.
        ledger_calls: Calls of the request in the ledger, failed ones included.
        ledger_usd: What these cost.
    """
    found = [each.model for each in reports if each.model is not None and each.model.calls]
    if not found:
        return ""
    tests = sum(len(each.accepted) for each in found)
    paid = ledger_usd if ledger_calls else Decimal(0)
    return (
        f"; {plural(tests, 'more test')} of models, {plural(ledger_calls, 'call')}, {_cost(paid)}"
    )


def _in_short(found: ModelReport) -> str:
    answered = [each for each in found.calls if each.model]
    errors = list(dict.fromkeys(each.error for each in found.calls if each.error))
    if not answered and errors:
        return f"no answer of a model: {errors[0].removeprefix('no model answered: ')}"
    cached = sum(each.cached for each in answered)
    models = ", ".join(dict.fromkeys(each.model for each in answered)) or "no model"
    text = (
        f"{models}: {plural(len(found.calls), 'question')}, {plural(len(answered), 'answer')}"
        f"{f' ({cached} of earlier runs)' if cached else ''}, {_counts(found)},"
        f" {_cost(found.cost_usd)}"
    )
    return text if found.reason in errors or not errors else f"{text}; {errors[0]}"


def _counts(found: ModelReport) -> str:
    """What became of the tests that were offered; the numbers add up to that of the offered ones."""
    own = len(found.accepted) - found.varied
    parts = [f"{own} of {plural(found.proposed, 'test')} accepted"]
    if found.refused:
        parts.append(f"{len(found.refused)} refused")
    if found.repeated:
        parts.append(f"{found.repeated} repeated")
    if found.varied:
        parts.append(f"and {plural(found.varied, 'variation')} of its rows")
    return ", ".join(parts)


def _cost(cost_usd: Decimal | None) -> str:
    return "cost unknown" if cost_usd is None else usd_text(cost_usd)


def _refusals(refused: Sequence[RefusedTest]) -> list[str]:
    """Reasons with the tests that they were given for."""
    counts = Counter(each.reason for each in refused)
    names = {each.reason: each.test for each in reversed(refused)}
    return [
        f"refused: {names[reason]}{f' and {count - 1} more' if count > 1 else ''}: {reason}"
        for reason, count in counts.items()
    ]
