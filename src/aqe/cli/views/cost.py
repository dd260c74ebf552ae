"""What models cost: the headline, limits, a chart of the groups, and the comparison."""

from __future__ import annotations

from aqe.cli.face import Face
from aqe.cli.page import Bar, Bars, Block, Cell, Column, Heading, Line, Page, Table, Tone
from aqe.cli.text import percent, plural
from aqe.cli.views.files import written_files
from aqe.domain.cost import (
    ALERT_SHARE,
    CostComparison,
    CostFigures,
    CostGroup,
    CostGrouping,
    LimitUse,
    usd_text,
)
from aqe.domain.measure import Measure
from aqe.operations.cost import CostDashboardResult

__all__ = ["view"]


def view(result: CostDashboardResult, face: Face) -> Page:
    """The headline first, then where the money went, then what there is to say about it."""
    if not result.figures.calls:
        words = f"No call of a model is recorded for {result.period}."
        step = "`aqe router test` makes a first one; `aqe router status` says who can be asked."
        return (
            Line(words),
            Line(step, Tone.FAINT),
            *_limits(result.limits),
            *written_files(result.files),
        )
    blocks: list[Block] = [*_headline(result.figures, result.period), *_limits(result.limits)]
    blocks += [Heading(f"Cost by {result.by.value}"), *_chart(result.figures.groups, result.by)]
    if face.verbose or len(result.figures.groups) > 1:
        blocks += [Line(""), _table(result)]
    if result.comparison is not None:
        blocks += [Heading("Comparison"), *_comparison(result.comparison)]
    if result.no_comparison:
        blocks.append(Line(f"No comparison: {result.no_comparison}.", Tone.WARN))
    return (*blocks, *written_files(result.files))


def _headline(figures: CostFigures, period: str) -> list[Block]:
    measures = {each.name: each for each in figures.measures}
    cost, total = measures["cost_per_accepted_test"], measures["model_cost"]
    ended = ", ".join(f"{count} {outcome}" for outcome, count in figures.outcomes)
    usage = figures.usage
    lines: list[Block] = [
        Line(f"Cost per accepted test: {_money(cost)}", Tone.STRONG),
        Line(f"in all     {_money(total)}, {period}"),
        Line(f"calls      {figures.calls}: {ended}"),
        Line(
            f"tokens     {usage.input:,} in ({usage.cached_input:,} cached), {usage.output:,} out"
        ),
    ]
    if figures.proposed_tests is not None:
        lines.append(
            Line(f"tests      {figures.accepted_tests} of {figures.proposed_tests} accepted")
        )
    if figures.set_aside_usd:
        lines.append(Line(f"set aside  {usd_text(figures.set_aside_usd)} for open calls"))
    if figures.unpriced:
        calls = plural(figures.unpriced, "call")
        lines.append(Line(f"no price   {calls} of models without one: tokens only", Tone.WARN))
    return lines


def _money(measure: Measure) -> str:
    """An amount with its basis, or why there is none."""
    if measure.value is None:
        return f"unavailable ({measure.detail})"
    note = f"{measure.basis.value}: {measure.detail}" if measure.detail else measure.basis.value
    return f"{usd_text(measure.value)} ({note})"


def _limits(limits: tuple[LimitUse, ...]) -> list[Block]:
    return [
        Line(
            f"{'today' if each.scope == 'day' else 'last run':<10} {usd_text(each.used_usd)} of"
            f" {usd_text(each.limit_usd)}, {percent(each.share)} of the limit of {each.scope}"
            f" {each.name}{_alert(each)}",
            Tone.WARN if each.is_alert else Tone.PLAIN,
        )
        for each in limits
    ]


def _alert(limit: LimitUse) -> str:
    """What a limit that is near or passed means, in words: not every reader sees colours."""
    if limit.used_usd >= limit.limit_usd:
        return "; no call that costs anything is made any more"
    return f"; {ALERT_SHARE:.0%} or more of it is gone" if limit.is_alert else ""


def _nameless(by: CostGrouping) -> str:
    """What stands for calls that have no name of that sort."""
    return "(no agent)" if by is CostGrouping.AGENT else "(none)"


def _chart(groups: tuple[CostGroup, ...], by: CostGrouping) -> list[Block]:
    most = max((each.cost_usd or 0 for each in groups), default=0)
    return [
        Bars(
            tuple(
                Bar(
                    each.name or _nameless(by),
                    float(each.cost_usd / most) if each.cost_usd and most else 0.0,
                    "unknown" if each.cost_usd is None else usd_text(each.cost_usd),
                )
                for each in groups
            )
        )
    ]


def _table(result: CostDashboardResult) -> Table:
    columns = (
        Column(result.by.value),
        Column("calls", right=True),
        Column("answered", right=True, is_optional=True),
        Column("tokens in", right=True, is_optional=True),
        Column("out", right=True, is_optional=True),
        Column("cost", right=True),
        Column("accepted", right=True, is_optional=True),
        Column("per test", right=True, is_optional=True),
    )
    return Table(columns, tuple(_row(each, result.by) for each in result.figures.groups))


def _row(group: CostGroup, by: CostGrouping) -> tuple[Cell | str, ...]:
    per_test = group.cost_per_accepted_test_usd
    return (
        group.name or _nameless(by),
        str(group.calls),
        str(group.answered),
        f"{group.usage.input:,}",
        f"{group.usage.output:,}",
        "unknown" if group.cost_usd is None else usd_text(group.cost_usd),
        "-" if group.accepted_tests is None else str(group.accepted_tests),
        "-" if per_test is None else usd_text(per_test),
    )


def _comparison(comparison: CostComparison) -> list[Block]:
    most = max(comparison.actual_usd, comparison.baseline_usd)
    amounts = (
        ("as it was", comparison.actual_usd),
        (f"at {comparison.model}", comparison.baseline_usd),
    )
    bars = tuple(
        Bar(title, float(amount / most) if most else 0.0, usd_text(amount))
        for title, amount in amounts
    )
    return [Bars(bars), Line(_verdict(comparison), Tone.STRONG)]


def _verdict(comparison: CostComparison) -> str:
    calls = plural(comparison.calls, "call")
    text = (
        f"Estimated: the tokens of {calls} at the price of {comparison.model} ({comparison.chosen})"
    )
    share = comparison.saved_share
    if share is not None:
        text += f"; {percent(share)} saved" if share >= 0 else f"; {percent(-share)} more was spent"
    if comparison.left_out:
        text += f"; {plural(comparison.left_out, 'call')} left out"
    return text + "."
