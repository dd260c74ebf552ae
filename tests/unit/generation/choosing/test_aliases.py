"""Further names for one object."""

from __future__ import annotations

from generation_builders import run

from aqe.domain.recipe import Literal
from aqe.domain.run import Observation, Snapshot
from aqe.domain.subject import CallableKind, CallableSubject, Parameter, ParameterKind
from aqe.generation.choosing.aliases import without_aliases
from aqe.generation.scenario import Argument, Scenario, Step, step_reference

ITEM = Parameter("item", ParameterKind.POSITIONAL_OR_KEYWORD)
BOX = Step(CallableSubject("Box", "__init__", CallableKind.CONSTRUCTOR, "Box", ()))
SHOWN = Snapshot("opaque", "shop:Box")


def _put(receiver: int, item: object) -> Step:
    subject = CallableSubject("Box.put", "put", CallableKind.METHOD, "Box", (ITEM,))
    recipe = item if not isinstance(item, int) else Literal(item)
    return Step(subject, (Argument(ITEM, recipe),), receiver)  # type: ignore[arg-type]


def test_later_steps_refer_to_the_first_name() -> None:
    chained = Scenario((BOX, _put(0, 1), _put(1, 2), _put(2, step_reference(1))))
    observations = (
        Observation(0, SHOWN),
        Observation(1, SHOWN, same="box"),
        Observation(2, SHOWN, same="box"),
    )
    found = without_aliases(chained, "shop", run(observations=observations))
    assert found == Scenario((BOX, _put(0, 1), _put(0, 2), _put(0, step_reference(0))))


def test_an_object_of_its_own_keeps_its_name() -> None:
    chained = Scenario((BOX, _put(0, 1), _put(1, 2)))
    assert without_aliases(chained, "shop", run(observations=(Observation(1, SHOWN),))) is chained


def test_what_prepares_the_surroundings_is_no_step() -> None:
    chained = Scenario((BOX, _put(0, 1), _put(1, 2)), setup=(Literal(1),))
    found = without_aliases(chained, "shop", run(observations=(Observation(2, SHOWN, same="box"),)))
    assert [each.receiver for each in found.steps] == [None, 0, 0]
