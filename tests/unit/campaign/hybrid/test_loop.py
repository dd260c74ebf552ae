"""When the loop stops asking."""

from __future__ import annotations

from hybrid_loop import loop_of

from aqe.campaign.hybrid.bench import Shown
from aqe.generation.llm.worth import Experience
from aqe.testing import ScriptedModels


def answer(*numbers: int, names: str = "test_a") -> str:
    tests = "\n\n".join(
        f"def {names}{number}():\n    assert total({number}) == 1" for number in numbers
    )
    return f"```python\nfrom cart import total\n\n{tests}\n```"


def failing(test: object) -> Shown:
    return Shown(False, "AssertionError: no")


def test_an_answer_that_only_repeats_ends_the_rounds() -> None:
    models = ScriptedModels([answer(1, 2), answer(2, 1, names="test_b"), answer(3)])
    found = loop_of(models, failing).run().report
    assert [each.kind for each in found.calls] == ["targeted-tests", "repair"]
    assert found.reason == "an answer only repeats what was offered before"
    assert [(each.proposed, each.repeated, each.refused) for each in found.calls] == [
        (2, 0, 2),
        (2, 2, 0),
    ]


def test_an_answer_that_repeats_in_part_does_not() -> None:
    models = ScriptedModels([answer(1), answer(1, 2), answer(1, 2)])
    found = loop_of(models, failing).run().report
    assert [(each.proposed, each.repeated) for each in found.calls] == [(1, 0), (2, 1), (2, 2)]


def test_answers_that_hang_are_strikes_against_their_model() -> None:
    experience = Experience()
    stopped = "collecting its tests took longer than 5 s"
    for number in range(3):
        models = ScriptedModels([answer(number)])
        loop = loop_of(models, failing, stopped=stopped, experience=experience)
        found = loop.run().report
        assert len(models.asked) == (1 if number < 2 else 0)
    assert found.status == "not-asked"
    assert found.reason == (
        "tests of scripted/tester hang or end the process: it is not asked again in this run"
    )


def test_what_passed_beside_a_test_that_hangs_is_no_strike() -> None:
    experience = Experience()
    models = ScriptedModels([answer(1)])
    loop = loop_of(
        models, lambda test: Shown(True), stopped="1 of its tests hang", experience=experience
    )
    loop.run()
    assert experience.strikes == {}


def test_each_answer_of_which_no_test_passes_is_told_as_worthless() -> None:
    models = ScriptedModels([answer(1), answer(2), answer(3), answer(4)])
    lost: list[int] = []
    loop = loop_of(models, lambda test: Shown(test.name == "test_a3"))
    loop.worthless = lambda: lost.append(len(models.asked))
    loop.run()
    assert lost == [1, 2]
