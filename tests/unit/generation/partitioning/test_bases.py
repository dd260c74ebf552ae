from __future__ import annotations

from generation_builders import call_of, function, parameter, run, scenario

from aqe.domain.recipe import Literal
from aqe.domain.run import Observation, Snapshot
from aqe.generation.archive import Entry
from aqe.generation.partitioning.bases import usable

ACT = function("act", parameter("value"))


def test_contexts_that_nobody_entered_have_no_neighbours() -> None:
    def entry(type_name: str) -> Entry:
        shown = run(observations=(Observation(0, Snapshot("opaque", type_name)),))
        return Entry(scenario(call_of(ACT, Literal("abc"))), shown, 1.0, 0)

    unopened, other = entry("contextlib:_GeneratorContextManager"), entry("shop:Box")
    assert usable(ACT, [unopened, other]) == [other]
