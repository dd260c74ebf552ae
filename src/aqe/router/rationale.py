"""Says in sentences why a route is what it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import ROUND_HALF_EVEN, Decimal

from aqe.domain.model import QualityBasis
from aqe.domain.routing import Priority, Task
from aqe.router.options import Option

__all__ = ["rationale_of", "shown_usd"]

_BEST = {
    Priority.COST: "costs least",
    Priority.QUALITY: "is the best",
    Priority.SPEED: "is the fastest",
    Priority.OFFLINE: "is the best",
}
_FINEST = Decimal("0.000001")


def shown_usd(amount: Decimal) -> str:
    """An amount for people, down to the hundredth of a hundredth of a cent."""
    rounded = amount.quantize(_FINEST, rounding=ROUND_HALF_EVEN)
    whole, _, fraction = f"{rounded:f}".partition(".")
    return f"${whole}.{fraction.rstrip('0').ljust(2, '0')}"


def rationale_of(
    task: Task,
    *,
    minimum: float | None,
    is_waived: bool,
    chain: Sequence[Option],
    fitting: int,
    estimated_usd: Decimal | None,
    unreachable: Iterable[str],
    has_local: bool = True,
) -> tuple[str, ...]:
    """Sentences: what was asked for, what was taken and why, what is asked where it fails.

    Args:
        task: What is asked.
        minimum: The least quality; None where none was asked for.
        is_waived: Whether the minimum of the complexity was waived.
        chain: The models of the route.
        fitting: How many models met all conditions.
        estimated_usd: What the first is expected to cost.
        unreachable: Providers of the catalogue that cannot be asked.
        has_local: Whether any model of this machine is known.
    """
    return (
        *_conditions(task, minimum, is_waived),
        *_taken(task, chain, fitting, estimated_usd, has_local),
        *_not_asked(task, unreachable),
    )


def _conditions(task: Task, minimum: float | None, is_waived: bool) -> Iterator[str]:
    if task.is_sensitive:
        yield "The source is sensitive, so only models of this machine may be asked."
    elif task.priority is Priority.OFFLINE:
        yield "Nothing may leave this machine."
    if is_waived:
        yield (
            f"The task is {task.complexity.word}; a minimum of quality is not asked of local models,"
            " since nothing that they write is taken unchecked."
        )
    elif minimum is not None and task.minimum_quality is None:
        yield f"The task is {task.complexity.word}, so a quality of at least {minimum:g} is asked for."
    elif minimum is not None:
        yield f"A quality of at least {minimum:g} was set."


def _taken(
    task: Task,
    chain: Sequence[Option],
    fitting: int,
    estimated_usd: Decimal | None,
    has_local: bool,
) -> Iterator[str]:
    if not chain:
        if not _stays_here(task):
            yield "No model meets all conditions."
        elif has_local:
            yield "No model of this machine meets all conditions."
        else:
            yield "No model of this machine is known: `aqe router install-local DIR` takes one in."
        return
    first = chain[0]
    tokens = f"{task.input_tokens:,} tokens in and {task.output_tokens:,} out"
    cost = "" if estimated_usd is None else f": {shown_usd(estimated_usd)} for {tokens}"
    best = _BEST[task.priority]
    if task.is_sensitive and task.priority is Priority.COST:
        best = "is the best"
    yield f"{first.model.id} {best} of {fitting} that meet all conditions{cost}."
    yield _quality(first)
    if task.priority is Priority.SPEED:
        basis = "measured here" if first.is_pace_measured else "judged by its price"
        yield f"Its speed is {basis}."
    if len(chain) > 1:
        yield f"Where it fails: {', then '.join(each.model.id for each in chain[1:])}."


def _quality(option: Option) -> str:
    quality = option.quality
    if quality is None:
        return "Its quality is not known."
    if quality.basis is QualityBasis.MEASURED:
        return f"Its quality is {quality.score:g}, measured: {quality.source}."
    return f"Its quality is {quality.score:g}, {quality.basis.value}: {quality.source}."


def _stays_here(task: Task) -> bool:
    return task.is_sensitive or task.priority is Priority.OFFLINE


def _not_asked(task: Task, unreachable: Iterable[str]) -> Iterator[str]:
    names = sorted(unreachable)
    if names and not _stays_here(task):
        yield f"Not to be asked, for want of a key, an address or an installed model: {', '.join(names)}."
