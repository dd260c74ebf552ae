"""What is done with results of a call that are no plain values: so that bodies run, and items show."""

from __future__ import annotations

from aqe.domain.subject import CallableKind
from aqe.generation.iterators import ENDLESS, LANGUAGE_ITERATORS
from aqe.generation.scenario import Step, Use

__all__ = ["uses_of"]

_USES: dict[str, tuple[Use, ...]] = {
    "builtins:generator": (Use.DRAIN, Use.TAKE),
    "builtins:coroutine": (Use.AWAIT,),
    "_asyncio:Future": (Use.AWAIT,),
    "asyncio.futures:Future": (Use.AWAIT,),
    "_asyncio:Task": (Use.AWAIT,),
    "builtins:async_generator": (Use.ASYNC_DRAIN,),
    "contextlib:_GeneratorContextManager": (Use.ENTER,),
    "contextlib:_AsyncGeneratorContextManager": (Use.ASYNC_ENTER,),
}


def uses_of(act: Step, result_type: str, iterators: frozenset[str]) -> tuple[Use, ...]:
    """What may be done with what a call gave away; nothing for a plain value.

    Args:
        act: the call.
        result_type: of what it returned.
        iterators: types of the subject of which each object is its own iterator.
    """
    if act.use is not Use.PLAIN:
        return ()
    if result_type in iterators:
        return (Use.DRAIN, Use.TAKE) if _gives_away(act) else ()
    if result_type in ENDLESS:
        return (Use.TAKE,)
    if result_type in LANGUAGE_ITERATORS:
        return (Use.DRAIN,)
    return _USES.get(result_type, ())


def _gives_away(act: Step) -> bool:
    """Whether a call hands an iterator out: one that is constructed is iterated by its own methods."""
    subject = act.subject
    if subject is None or subject.kind is CallableKind.CONSTRUCTOR:
        return False
    return not subject.is_dunder
