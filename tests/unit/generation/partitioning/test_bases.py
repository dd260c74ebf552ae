from __future__ import annotations

from generation_builders import call_of, function, parameter, run, scenario

from aqe.domain.recipe import Literal
from aqe.domain.run import Observation, Snapshot
from aqe.generation.archive import Entry
from aqe.generation.partitioning.bases import for_words, usable, with_words

ACT = function("act", parameter("value"))


def test_contexts_that_nobody_entered_have_no_neighbours() -> None:
    def entry(type_name: str) -> Entry:
        shown = run(observations=(Observation(0, Snapshot("opaque", type_name)),))
        return Entry(scenario(call_of(ACT, Literal("abc"))), shown, 1.0, 0)

    unopened, other = entry("contextlib:_GeneratorContextManager"), entry("shop:Box")
    assert usable(ACT, [unopened, other]) == [other]


def test_words_take_the_place_of_a_text_that_few_options_go_with() -> None:
    other = function("act", parameter("value"), parameter("option", default="1"))
    simple = Entry(scenario(call_of(other, Literal("abc"))), run(), 9.0, 2)
    odd = Entry(scenario(call_of(other, Literal("abc"), Literal(2))), run(), 1.0, 1)
    without = Entry(scenario(call_of(other, Literal(7))), run(), 0.0, 0)

    assert for_words([without, odd, simple]) is simple
    assert for_words([without]) is None
    assert with_words([odd, simple], ["abc", "x"]) == [simple]
