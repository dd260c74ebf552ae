"""Each test that a model offers is repeated, refused or accepted, whatever becomes of it."""

from __future__ import annotations

from unittest import mock

from hybrid_loop import loop_of, verified_but
from hypothesis import given
from hypothesis import strategies as st

from aqe.campaign.hybrid import loop as loops
from aqe.campaign.hybrid.bench import Shown
from aqe.domain.proposal import ProposedTest
from aqe.testing import ScriptedModels
from aqe.testing.scripted_models import Note

FATES = ("passes", "adds nothing", "fails", "is dropped", "says nothing")
OFFERS = st.lists(
    st.lists(st.tuples(st.integers(1, 40), st.sampled_from(FATES)), max_size=6),
    min_size=1,
    max_size=5,
)


def text_of(number: int, place: int, fate: str) -> str:
    said = "1 == 1" if fate == "says nothing" else f"total({number}) == {FATES.index(fate)}"
    return f"def test_{fate.split()[0]}_{place}():\n    assert {said}"


def judged(test: ProposedTest) -> Shown:
    fate, value = test.name.split("_")[1], int("".join(filter(str.isdigit, test.source)))
    if fate == "fails":
        return Shown(False, "AssertionError: no")
    return Shown(True, lines=frozenset() if fate == "adds" else frozenset({value % 190 + 1}))


@given(OFFERS)
def test_the_figures_add_up(offers: list[list[tuple[int, str]]]) -> None:
    answers = [
        "```python\nfrom cart import total\n\n"
        + "\n\n".join(text_of(number, place, fate) for place, (number, fate) in enumerate(offer))
        + "\n```"
        for offer in offers
    ]
    models = ScriptedModels(answers)
    dropping = verified_but(lambda chosen: "is" in chosen.title.split("_"))
    with mock.patch.object(loops, "verified_together", dropping):
        found = loop_of(models, judged).run().report
    asked = [len(offers[min(each, len(offers) - 1)]) for each in range(len(models.asked))]
    assert [each.proposed for each in found.calls] == asked
    for each in found.calls:
        assert each.proposed == each.repeated + each.refused + each.accepted
    assert sum(each.refused for each in found.calls) == len(found.refused)
    assert sum(each.accepted + each.varied for each in found.calls) == len(found.accepted)
    assert found.proposed == (
        found.repeated + len(found.refused) + len(found.accepted) - found.varied
    )
    assert models.notes == [
        Note(f"call-{place + 1}", each.proposed, each.accepted)
        for place, each in enumerate(found.calls)
    ]
    assert not any("is" in each.test.split("_") for each in found.accepted)
