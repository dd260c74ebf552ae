"""Costs: calls of language models to figures. Pure folds; the ledger is read elsewhere.

A failed call counts with what it cost: the headline is all that was paid over all that was accepted. A lost
call counts with what was set aside for it, an open one is told apart, and a call of a model without a price
is counted in tokens only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC
from decimal import Decimal
from functools import reduce

from aqe.domain.conversation import Call, CallOutcome
from aqe.domain.cost import CostComparison, CostFigures, CostGroup, CostGrouping, LimitUse
from aqe.domain.measure import Basis, Measure
from aqe.domain.model import NO_TOKENS, Price, TokenUsage

__all__ = ["compared", "cost_figures", "dearest", "limit_use", "price_used"]

_NO_MONEY = Decimal(0)


def cost_figures(calls: Sequence[Call], by: CostGrouping = CostGrouping.MODEL) -> CostFigures:
    """Everything that calls come to, added up by one thing.

    Args:
        calls: Of the ledger, oldest first.
        by: What the groups are.
    """
    proposed = _counted(each.proposed_tests for each in calls)
    accepted = _counted(each.accepted_tests for each in calls)
    return CostFigures(
        measures=_measures(calls, accepted),
        calls=len(calls),
        outcomes=tuple(Counter(each.outcome.value for each in calls).most_common()),
        usage=_usage(calls),
        spent_usd=_cost(calls) or _NO_MONEY,
        set_aside_usd=sum(
            (each.cost_usd or _NO_MONEY for each in calls if _is_open(each)), _NO_MONEY
        ),
        unpriced=sum(map(_is_unpriced, calls)),
        proposed_tests=proposed,
        accepted_tests=accepted,
        groups=_groups(calls, by),
    )


def limit_use(scope: str, name: str, limit_usd: Decimal, used_usd: Decimal) -> LimitUse:
    """A limit with the share of it that is gone."""
    share = float(used_usd / limit_usd) if limit_usd else None
    return LimitUse(scope, name, limit_usd, used_usd, share)


def compared(calls: Sequence[Call], model: str, price: Price, chosen: str) -> CostComparison:
    """What the tokens of the calls would have cost at one price.

    Only calls that ended and whose cost is known are compared, on both sides. It is an estimate: another
    model takes other tokens for the same answer, and has other things in its cache.

    Args:
        calls: Of the ledger.
        model: Whose price it is.
        price: What is compared with.
        chosen: Why that model.
    """
    known = [each for each in calls if _is_comparable(each)]
    actual = sum((each.cost_usd or _NO_MONEY for each in known), _NO_MONEY)
    baseline = sum((price.cost_usd(each.usage) for each in known), _NO_MONEY)
    saved = float(1 - actual / baseline) if baseline else None
    return CostComparison(
        model, chosen, len(known), len(calls) - len(known), actual, baseline, saved
    )


def price_used(calls: Sequence[Call], model: str) -> Price | None:
    """The price at which a model was last called; None where it never was, or had none."""
    found = (_price(each) for each in reversed(calls) if each.model == model)
    return next((each for each in found if each is not None), None)


def dearest(calls: Sequence[Call]) -> str | None:
    """Of the models that were called, the one at which all the tokens would have cost most.

    Of several at the same price the first by name; None where no model has a price.
    """
    usage = _usage([each for each in calls if _is_comparable(each)])
    costs = {}
    for name in sorted({each.model for each in calls}):
        price = price_used(calls, name)
        if price is not None:
            costs[name] = price.cost_usd(usage)
    return max(costs, key=lambda name: costs[name]) if costs else None


def _measures(calls: Sequence[Call], accepted: int | None) -> tuple[Measure, ...]:
    runs = tuple(dict.fromkeys(each.asker.run for each in calls))
    usage = _usage(calls)
    total = _total(calls, runs)
    tokens = [
        ("model_tokens_input", usage.input),
        ("model_tokens_output", usage.output),
        ("model_tokens_cached", usage.cached_input),
    ]
    return (
        _headline(total, accepted, runs),
        total,
        _accepted(accepted, runs),
        *(_tokens(name, count, calls, runs) for name, count in tokens),
    )


def _headline(total: Measure, accepted: int | None, runs: tuple[str, ...]) -> Measure:
    name = "cost_per_accepted_test"
    if accepted is None:
        why = "nobody has looked at the tests of an answer" if runs else "no model was called"
    elif not accepted:
        why = "no test was accepted"
    elif total.value is None:
        why = total.detail
    else:
        cost = total.value / accepted
        basis = Basis.DERIVED if total.basis is Basis.DERIVED else Basis.ESTIMATED
        counted = f"{accepted} accepted test{'' if accepted == 1 else 's'}"
        detail = "; ".join(each for each in (counted, total.detail) if each)
        return Measure(name, cost, "usd", basis, runs, detail)
    return Measure.unavailable(name, "usd", why, runs)


def _total(calls: Sequence[Call], runs: tuple[str, ...]) -> Measure:
    """All that was spent; derived from counted tokens and prices, or estimated, and then why."""
    cost = _cost(calls)
    ended = [each for each in calls if not _is_open(each)]
    if cost is None:
        why = "no call was of a model with a price" if ended else "no call has ended"
        return Measure.unavailable(
            "model_cost", "usd", why if calls else "no model was called", runs
        )
    doubts = {
        "with tokens that we estimated": sum(not each.is_usage_counted for each in ended),
        "lost, with what was set aside": sum(each.outcome is CallOutcome.LOST for each in ended),
        "without a price, not in it": sum(map(_is_unpriced, ended)),
    }
    detail = ", ".join(f"{_plural(count)} {words}" for words, count in doubts.items() if count)
    basis = Basis.ESTIMATED if detail else Basis.DERIVED
    return Measure("model_cost", float(cost), "usd", basis, runs, detail)


def _accepted(accepted: int | None, runs: tuple[str, ...]) -> Measure:
    name = "model_tests_accepted"
    if accepted is None:
        return Measure.unavailable(name, "count", "nobody has looked at an answer", runs)
    return Measure(name, float(accepted), "count", Basis.MEASURED, runs)


def _tokens(name: str, count: int, calls: Sequence[Call], runs: tuple[str, ...]) -> Measure:
    if not calls:
        return Measure.unavailable(name, "count", "no model was called")
    guessed = sum(not each.is_usage_counted for each in calls)
    unknown = sum(each.outcome in (CallOutcome.OPEN, CallOutcome.LOST) for each in calls)
    parts = ((guessed, "with tokens that we estimated"), (unknown, "open or lost, not in it"))
    detail = ", ".join(f"{_plural(number)} {words}" for number, words in parts if number)
    return Measure(
        name, float(count), "count", Basis.ESTIMATED if detail else Basis.MEASURED, runs, detail
    )


def _groups(calls: Sequence[Call], by: CostGrouping) -> tuple[CostGroup, ...]:
    members: dict[str, list[Call]] = {}
    for each in calls:
        members.setdefault(_name(each, by), []).append(each)
    groups = [_group(name, found) for name, found in members.items()]
    if by is CostGrouping.DAY:
        return tuple(sorted(groups, key=lambda each: each.name))
    return tuple(sorted(groups, key=lambda each: (-(each.cost_usd or _NO_MONEY), each.name)))


def _group(name: str, calls: Sequence[Call]) -> CostGroup:
    cost, accepted = _cost(calls), _counted(each.accepted_tests for each in calls)
    return CostGroup(
        name=name,
        calls=len(calls),
        answered=sum(each.outcome is CallOutcome.ANSWERED for each in calls),
        unpriced=sum(map(_is_unpriced, calls)),
        usage=_usage(calls),
        cost_usd=cost,
        accepted_tests=accepted,
        cost_per_accepted_test_usd=cost / accepted if cost is not None and accepted else None,
    )


def _name(call: Call, by: CostGrouping) -> str:
    if by is CostGrouping.DAY:
        return call.started_at.astimezone(UTC).date().isoformat()
    if by is CostGrouping.MODEL:
        return call.model
    return call.asker.agent if by is CostGrouping.AGENT else call.asker.subject


def _cost(calls: Iterable[Call]) -> Decimal | None:
    """What ended calls cost; None where none of them has a known cost."""
    known = [each.cost_usd for each in calls if not _is_open(each) and each.cost_usd is not None]
    return sum(known, _NO_MONEY) if known else None


def _usage(calls: Iterable[Call]) -> TokenUsage:
    return reduce(lambda one, other: one + other, (each.usage for each in calls), NO_TOKENS)


def _counted(numbers: Iterable[int | None]) -> int | None:
    known = [each for each in numbers if each is not None]
    return sum(known) if known else None


def _is_open(call: Call) -> bool:
    return call.outcome is CallOutcome.OPEN


def _is_unpriced(call: Call) -> bool:
    return call.cost_usd is None


def _is_comparable(call: Call) -> bool:
    ended = call.outcome not in (CallOutcome.OPEN, CallOutcome.LOST)
    return ended and call.cost_usd is not None


def _price(call: Call) -> Price | None:
    if call.price_input_usd is None or call.price_output_usd is None:
        return None
    return Price(call.price_input_usd, call.price_output_usd, call.price_cached_usd)


def _plural(count: int) -> str:
    return f"{count} call{'' if count == 1 else 's'}"
