from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from aqe.domain.known_measures import KNOWN_MEASURES, KnownMeasure
from aqe.domain.measure import Basis, Measure
from aqe.domain.verdict import Criterion, Verdict
from aqe.gate.judgement import judge
from aqe.gate.policy import Policy, StaleRule

ORDER = {Verdict.FAIL: 0, Verdict.INCONCLUSIVE: 1, Verdict.PASS: 2}


def _value(known: KnownMeasure) -> st.SearchStrategy[float]:
    if known.unit == "ratio":
        return st.floats(0, 1)
    return st.integers(0, 50).map(float)


@st.composite
def criteria(draw: st.DrawFn) -> Criterion:
    known = draw(st.sampled_from(KNOWN_MEASURES))
    bound = draw(_value(known))
    return Criterion(
        known.name,
        minimum=bound if known.higher_is_better else None,
        maximum=None if known.higher_is_better else bound,
        required=draw(st.booleans()),
        skips_unmeasured=draw(st.booleans()),
    )


@st.composite
def evidence(draw: st.DrawFn) -> dict[str, Measure]:
    found = {}
    for known in draw(st.lists(st.sampled_from(KNOWN_MEASURES), unique=True)):
        if draw(st.integers(0, 4)) == 0:
            found[known.name] = Measure.unavailable(known.name, known.unit, "not run")
        else:
            value = draw(_value(known))
            found[known.name] = Measure(known.name, value, known.unit, Basis.MEASURED, ("r",))
    return found


policies = st.builds(
    Policy,
    st.just("p"),
    st.lists(criteria(), max_size=6).map(tuple),
    st.sampled_from(StaleRule),
)
stale = st.sampled_from([(), ("a.py",)])


@given(policies, evidence(), st.sampled_from(KNOWN_MEASURES), st.floats(0, 1), stale)
def test_improving_a_measure_never_worsens_the_verdict(
    policy: Policy,
    measures: dict[str, Measure],
    known: KnownMeasure,
    step: float,
    old: tuple[str, ...],
) -> None:
    before = measures.get(known.name)
    if before is None or before.value is None:
        return
    better = before.value + step if known.higher_is_better else before.value * (1 - step)
    improved = {
        **measures,
        known.name: Measure(known.name, better, known.unit, Basis.MEASURED, ("r",)),
    }

    first = judge(policy, list(measures.values()), stale=old).verdict
    second = judge(policy, list(improved.values()), stale=old).verdict

    assert ORDER[second] >= ORDER[first]


@given(policies, evidence(), stale)
def test_a_pass_rests_on_measured_required_criteria(
    policy: Policy, measures: dict[str, Measure], old: tuple[str, ...]
) -> None:
    result = judge(policy, list(measures.values()), stale=old)
    required = [
        each
        for each in result.results
        if each.criterion.required
        and not (each.criterion.skips_unmeasured and each.measure.value is None)
    ]

    if result.verdict is Verdict.PASS:
        assert required
        assert all(each.verdict is Verdict.PASS and each.measure.runs for each in required)


@given(policies, evidence())
def test_old_evidence_never_helps(policy: Policy, measures: dict[str, Measure]) -> None:
    fresh = judge(policy, list(measures.values())).verdict
    old = judge(policy, list(measures.values()), stale=("a.py",)).verdict

    assert ORDER[old] <= ORDER[fresh]


@given(policies, evidence())
def test_a_part_never_passes_for_the_whole(policy: Policy, measures: dict[str, Measure]) -> None:
    parts = [replace(each, scope="a part") for each in measures.values()]

    assert judge(policy, parts).verdict is not Verdict.PASS


@given(policies, evidence(), evidence())
def test_a_part_beside_the_whole_never_helps(
    policy: Policy, measures: dict[str, Measure], others: dict[str, Measure]
) -> None:
    parts = [replace(each, scope="a part") for each in others.values()]
    known = [each for each in parts if each.name in measures]

    alone = judge(policy, list(measures.values())).verdict
    beside = judge(policy, [*measures.values(), *known]).verdict

    assert ORDER[beside] <= ORDER[alone]


@given(policies)
def test_no_evidence_is_never_a_pass(policy: Policy) -> None:
    assert judge(policy, []).verdict is Verdict.INCONCLUSIVE


@given(policies, evidence())
def test_the_order_of_measures_does_not_matter(
    policy: Policy, measures: dict[str, Measure]
) -> None:
    given_order = list(measures.values())

    assert judge(policy, given_order[::-1]) == judge(policy, given_order)
