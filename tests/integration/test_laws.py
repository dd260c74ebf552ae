"""Laws of subjects of which it is known what holds, tried in real workers."""

from __future__ import annotations

from pathlib import Path

import pytest
from law_bench import findings_about, shown

from aqe.domain.law import LawKind
from aqe.domain.recipe import Literal
from aqe.generation.properties.inquiry import Findings

SUBJECTS = Path(__file__).parents[1] / "subjects" / "laws"
ACCOUNT = "account=st.builds(Account, balance=st.integers())"
PAIR = "earlier_item=st.integers(), item=st.integers()"

HOLDS: dict[str, dict[str, str]] = {
    "checked": {"unseal(seal(text)) == text": "text=st.text()"},
    "escapes": {
        "unescape(escape(text)) == text": "text=st.text()",
        "decode(encode(numbers)) == numbers": "numbers=st.lists(st.integers())",
        "quote(quote(text)) == quote(text)": "text=st.text()",
        "unquote(unquote(text)) == unquote(text)": "text=st.text()",
    },
    "words": {
        "squeeze(squeeze(text)) == squeeze(text)": "text=st.text()",
        "unmark(unmark(text)) == unmark(text)": (
            "text=st.text(alphabet=st.characters(max_codepoint=127))"
        ),
        "mirror(mirror(text)) == text": "text=st.text()",
        "len(mirror(text)) == len(text)": "text=st.text()",
    },
    "arithmetic": {
        "gcd(a, b) == gcd(b, a)": "a=st.integers(), b=st.integers()",
        "from_roman(to_roman(number)) == number": (
            "number=st.integers(min_value=1, max_value=3999)"
        ),
        "triangle(count) == triangle_by_adding(count)": (
            "count=st.integers(min_value=0, max_value=1000)"
        ),
    },
    "sequences": {
        "total(items) == sum(items)": "items=st.lists(st.integers())",
        "merge_sort(items) == sorted(items)": "items=st.lists(st.integers())",
        "result = merge_sort(items); result == sorted(result)": "items=st.lists(st.integers())",
        "merge_sort(merge_sort(items)) == merge_sort(items)": "items=st.lists(st.integers())",
        "result = distinct(items); result == sorted(result)": "items=st.lists(st.integers())",
        "distinct(distinct(items)) == distinct(items)": "items=st.lists(st.integers())",
        "len(merge_sort(items)) == len(items)": "items=st.lists(st.integers())",
        "len(rotate(items)) == len(items)": "items=st.lists(st.integers())",
    },
    "holders": {
        "Point.from_text(point.to_text()) == point": (
            "point=st.builds(Point, x=st.integers(), y=st.integers())"
        ),
        "stack = Stack(); stack.push(earlier_item); stack.push(item); stack.pop() == item": PAIR,
        "stack = Stack(); stack.push(item); stack.pop() == item": "item=st.integers()",
        "stack = Stack(); before = len(stack); stack.push(item); stack.pop();"
        " len(stack) == before": "item=st.integers()",
        "line = Line(); line.enqueue(earlier_item); line.enqueue(item);"
        " line.dequeue() == earlier_item": PAIR,
        "line = Line(); line.enqueue(item); line.dequeue() == item": "item=st.integers()",
        "line = Line(); before = len(line); line.enqueue(item); line.dequeue();"
        " len(line) == before": "item=st.integers()",
        "account.limit = value; account.limit == value": f"{ACCOUNT}, value=st.integers()",
        "before = account.balance; account.deposit(amount); account.withdraw(amount);"
        " account.balance == before": f"{ACCOUNT}, amount=st.integers()",
    },
}
"""Everything that holds, but for the laws that only say of which type a result is."""

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", params=sorted(HOLDS))
def inquiry(request: pytest.FixtureRequest) -> tuple[str, Findings]:
    name: str = request.param
    return name, findings_about(SUBJECTS / f"{name}.py")


def told(findings: Findings) -> dict[str, str]:
    return dict(shown(each) for each in findings.laws if each.kind is not LawKind.TYPE)


def test_what_holds_is_found_for_the_widest_inputs_and_nothing_else(
    inquiry: tuple[str, Findings],
) -> None:
    name, findings = inquiry
    assert told(findings) == HOLDS[name]


def test_only_a_promise_that_fails_for_few_inputs_is_a_possible_finding(
    inquiry: tuple[str, Findings],
) -> None:
    name, findings = inquiry
    near = {shown(each.law)[0]: each for each in findings.near_misses}
    if name != "escapes":
        assert near == {}
        return
    assert list(near) == ["unquote(quote(text)) == text"]
    (found,) = near.values()
    (value,) = found.counterexample
    assert isinstance(value, Literal)
    assert "~" in str(value.value)
    assert found.held > found.failed > 0


def test_every_chosen_law_kills_and_is_among_those_that_hold(
    inquiry: tuple[str, Findings],
) -> None:
    _, findings = inquiry
    assert findings.worths
    assert all(each.kills for each in findings.worths)
    assert {each.law for each in findings.worths} <= set(findings.laws)


def test_the_same_seed_finds_the_same() -> None:
    one, other = (findings_about(SUBJECTS / "words.py", seed=3) for _ in range(2))
    assert one.laws == other.laws
    assert one.worths == other.worths


def test_with_nothing_left_to_kill_no_law_is_chosen() -> None:
    from law_bench import inquiry_into

    with inquiry_into(SUBJECTS / "words.py") as inquiry:
        assert inquiry.screen()
        findings = inquiry.conclude([])
        assert findings.worths == ()
        assert not findings.was_cut
        inquiry.is_over = lambda: True
        assert inquiry.conclude([]).was_cut


def test_clocks_and_changed_arguments_are_no_matter_of_laws(
    inquiry: tuple[str, Findings],
) -> None:
    _, findings = inquiry
    about = {name for each in findings.laws for name in each.callables}
    assert about.isdisjoint({"stamped", "drain"})
