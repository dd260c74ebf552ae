from __future__ import annotations

from random import Random

from generation_builders import call_of, function, parameter, scenario

from aqe.domain.recipe import Collection, Literal
from aqe.generation.exploring.random_edits import RandomEditor

ACT = function("act", parameter("first"))


def test_random_changes_depend_on_the_seed_alone() -> None:
    def changes(seed: int) -> list[object]:
        editor = RandomEditor(Random(seed), [Literal("word")])
        tried = scenario(call_of(ACT, Collection("list", (Literal(1), Literal("text")))))
        return [editor.changed(tried, lambda step, argument: None) for _ in range(30)]

    assert changes(1) == changes(1)
    assert changes(1) != changes(2)
    assert len(set(changes(1))) > 10
