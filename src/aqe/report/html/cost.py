"""What models cost, as one page: the headline, limits, bars per group, and the comparison."""

from __future__ import annotations

from collections.abc import Sequence

from aqe.domain.cost import (
    CostComparison,
    CostFigures,
    CostGroup,
    CostGrouping,
    LimitUse,
    usd_text,
)
from aqe.domain.measure import Measure
from aqe.report.html.elements import card, table, tag, text
from aqe.report.html.frame import framed
from aqe.report.wording import percent

__all__ = ["cost_html"]


def cost_html(
    figures: CostFigures,
    by: CostGrouping,
    period: str,
    *,
    limits: Sequence[LimitUse] = (),
    comparison: CostComparison | None = None,
    version: str = "",
) -> str:
    """The page.

    Args:
        figures: What it shows.
        by: What the groups of the figures are.
        period: The days that they cover, in words.
        limits: Those of today and of the last run.
        comparison: With another model, where it was asked for.
        version: Of the program.
    """
    sections = [
        ("groups", f"Cost by {by.value}", _groups(figures, by)),
        ("limits", "Limits", _limits(limits)),
        ("comparison", "Comparison", _comparison(comparison)),
        ("calls", "Calls", _calls(figures)),
        ("evidence", "Evidence", _evidence(figures)),
    ]
    facts = f"{period}, {_calls_text(figures.calls)}"
    return framed(
        "aqe: what models cost",
        tag("header", "<h1>What models cost</h1>" + tag("p", text(facts))),
        _cards(figures, limits),
        sections if figures.calls else [("groups", "Cost", _empty(period))],
        text(f"Written by aqe {version}".rstrip())
        + ". Costs are tokens times the price at the time of the call; unknown is told as unknown.",
    )


def _empty(period: str) -> str:
    return tag("p", text(f"No call of a model is recorded for {period}."))


def _cards(figures: CostFigures, limits: Sequence[LimitUse]) -> str:
    titles = {
        "cost_per_accepted_test": "Cost per accepted test",
        "model_cost": "Cost in all",
        "model_tests_accepted": "Accepted tests",
    }
    cards = [_card(titles[each.name], each) for each in figures.measures if each.name in titles]
    cards += [
        card(
            "Today" if each.scope == "day" else "Last run",
            f"{usd_text(each.used_usd)} of {usd_text(each.limit_usd)}",
            f"{percent(each.share)} of the limit, {each.name}",
            "fair" if each.is_alert else "good",
        )
        for each in limits
    ]
    return tag("dl", "".join(cards), class_="cards", aria_label="Key figures")


def _card(title: str, measure: Measure) -> str:
    if measure.value is None:
        return card(title, "unavailable", measure.detail)
    shown = usd_text(measure.value) if measure.unit == "usd" else f"{measure.value:g}"
    note = f"{measure.basis.value}: {measure.detail}" if measure.detail else measure.basis.value
    return card(title, shown, note)


def _groups(figures: CostFigures, by: CostGrouping) -> str:
    most = max((each.cost_usd or 0 for each in figures.groups), default=0)
    rows = [
        _row(each, float(each.cost_usd / most) if each.cost_usd and most else 0.0)
        for each in figures.groups
    ]
    columns = (
        *(by.value.capitalize(), "Cost", "Share of the dearest", "Calls", "Tokens in", "Cached"),
        *("Tokens out", "Accepted tests", "Cost per accepted test"),
    )
    return table(f"Cost by {by.value}", columns, rows, numbers=(1, 3, 4, 5, 6, 7, 8))


def _row(group: CostGroup, share: float) -> tuple[str, ...]:
    bar = (
        '<span class="bar" aria-hidden="true"><span class="fill time"'
        f' style="width:{share * 100:.1f}%"></span></span>'
    )
    answered = "" if group.answered == group.calls else f" ({group.answered} answered)"
    return (
        tag("code", text(group.name), class_="place")
        if group.name
        else tag("span", "none", class_="faint"),
        text("unknown" if group.cost_usd is None else usd_text(group.cost_usd)),
        bar,
        text(f"{group.calls}{answered}"),
        *(text(f"{each:,}") for each in (group.usage.input, group.usage.cached_input)),
        text(f"{group.usage.output:,}"),
        text("-" if group.accepted_tests is None else group.accepted_tests),
        text(
            "-"
            if group.cost_per_accepted_test_usd is None
            else usd_text(group.cost_per_accepted_test_usd)
        ),
    )


def _limits(limits: Sequence[LimitUse]) -> str:
    if not limits:
        return ""
    rows = []
    for each in limits:
        tone = "poor" if each.used_usd >= each.limit_usd else "fair" if each.is_alert else "good"
        width = f"{min(1.0, each.share or 0.0) * 100:.1f}%"
        bar = (
            '<span class="bar wide" aria-hidden="true">'
            f'<span class="fill {tone}" style="width:{width}"></span></span> '
        )
        rows.append(
            (
                text(f"{each.scope} {each.name}"),
                bar + text(percent(each.share)),
                text(usd_text(each.used_usd)),
                text(usd_text(each.limit_usd)),
            )
        )
    intro = tag("p", text("Spent and set aside. A call that would pass a limit is not made."))
    return intro + table("Limits", ("Limit of", "Share", "Used", "Limit"), rows, numbers=(2, 3))


def _comparison(comparison: CostComparison | None) -> str:
    if comparison is None:
        return ""
    most = max(comparison.actual_usd, comparison.baseline_usd)
    rows = []
    for title, amount in (
        ("As it was", comparison.actual_usd),
        (f"At {comparison.model}", comparison.baseline_usd),
    ):
        width = f"{float(amount / most) * 100 if most else 0:.1f}%"
        bar = (
            '<span class="bar wide" aria-hidden="true">'
            f'<span class="fill time" style="width:{width}"></span></span>'
        )
        rows.append((text(title), text(usd_text(amount)), bar))
    saved = "" if comparison.saved_share is None else f" {_saved(comparison.saved_share)}."
    left = f" {_calls_text(comparison.left_out)} left out." if comparison.left_out else ""
    intro = (
        f"Estimated: the tokens of {_calls_text(comparison.calls)} at the price of {comparison.model}"
        f" ({comparison.chosen}).{saved}{left}"
    )
    columns = ("What", "Cost", "Share of the dearer")
    return tag("p", text(intro)) + table("Comparison", columns, rows, numbers=(1,))


def _saved(share: float) -> str:
    return f"{percent(share)} saved" if share >= 0 else f"{percent(-share)} more was spent"


def _calls(figures: CostFigures) -> str:
    rows = [(text(outcome), text(count)) for outcome, count in figures.outcomes]
    notes = []
    if figures.set_aside_usd:
        notes.append(f"{usd_text(figures.set_aside_usd)} are set aside for open calls.")
    if figures.unpriced:
        notes.append(f"{_calls_text(figures.unpriced)} of models without a price: tokens only.")
    return table("Calls by outcome", ("Outcome", "Calls"), rows, numbers=(1,)) + "".join(
        tag("p", text(each)) for each in notes
    )


def _evidence(figures: CostFigures) -> str:
    rows = [
        (
            text(each.name),
            text("unavailable" if each.value is None else f"{each.value:.12g}"),
            text(each.unit),
            text(each.basis.value),
            text(each.detail),
        )
        for each in figures.measures
    ]
    columns = ("Measure", "Value", "Unit", "Basis", "Detail")
    return table("Measures", columns, rows, numbers=(1,))


def _calls_text(count: int) -> str:
    return f"{count} call{'' if count == 1 else 's'}"
