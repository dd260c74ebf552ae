"""The page about costs: complete, safe, and readable by everybody."""

from __future__ import annotations

import re
from decimal import Decimal
from html.parser import HTMLParser

from call_builders import make_call

from aqe.domain.conversation import CallOutcome
from aqe.domain.cost import CostComparison, CostFigures, CostGrouping
from aqe.evidence.cost import cost_figures, limit_use
from aqe.report.html.cost import cost_html

HOSTILE = "evil/<script>alert('1')</script>&\"\x1b[31m\u202e"
CALLS = [
    make_call("0.60", model="openrouter/large", accepted=4),
    make_call("0.15", model=HOSTILE, accepted=1),
    make_call("0.05", model="", outcome=CallOutcome.FAILED),
    make_call(None, model="own/unpriced", price=None),
    make_call("0.20", model="openrouter/large", outcome=CallOutcome.OPEN),
]
LIMITS = (
    limit_use("day", "2030-01-01", Decimal(5), Decimal("4.5")),
    limit_use("run", "run-1", Decimal(1), Decimal(1)),
)
COMPARISON = CostComparison(
    "openrouter/large", "dearest used", 3, 2, Decimal("0.8"), Decimal("1.6"), 0.5
)


def page(figures: CostFigures | None = None, comparison: CostComparison | None = COMPARISON) -> str:
    return cost_html(
        cost_figures(CALLS) if figures is None else figures,
        CostGrouping.MODEL,
        "2030-01-01 (UTC)",
        limits=LIMITS,
        comparison=comparison,
        version="9.9.9",
    )


class Parsed(HTMLParser):
    """Checks nesting, collects tags and text."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in {"meta", "br"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.text += data + "|"


def test_it_shows_what_the_ledger_holds() -> None:
    text = Parsed(page()).text
    for words in (
        "Cost per accepted test|$0.1600|",
        "estimated: 5 accepted tests; 1 call without a price, not in it",
        "Cost in all|$0.8000|",
        "$4.5000 of $5.0000|90.0% of the limit, 2030-01-01",
        "day 2030-01-01",
        "Estimated: the tokens of 3 calls at the price of openrouter/large (dearest used).",
        "50.0% saved. 2 calls left out.",
        "$0.2000 are set aside for open calls.",
        "1 call of models without a price: tokens only.",
        "Written by aqe 9.9.9",
    ):
        assert words in text, words


def test_bars_are_as_long_as_costs() -> None:
    widths = re.findall(r'fill time" style="width:([0-9.]+)%"', page())
    assert widths == ["100.0", "25.0", "8.3", "0.0", "50.0", "100.0"]


def test_it_needs_nothing_from_elsewhere_and_hostile_names_stay_text() -> None:
    text = page()
    parsed = Parsed(text)
    tags = {tag for tag, _ in parsed.tags}
    assert not tags & {"script", "link", "img", "iframe", "object", "embed", "form", "base"}
    for word in ("http://", "https://", "@import", "url(", "\x1b", "\u202e"):
        assert word not in text
    assert "<script>alert('1')</script>" in parsed.text
    assert "default-src 'none'" in text


def test_it_is_accessible_and_knows_light_and_dark() -> None:
    parsed = Parsed(page())
    tables = [tag for tag, _ in parsed.tags if tag == "table"]
    assert len(tables) == len([tag for tag, _ in parsed.tags if tag == "caption"]) == 5
    identities = [each["id"] for _, each in parsed.tags if "id" in each]
    assert len(identities) == len(set(identities))
    links = {(each["href"] or "")[1:] for tag, each in parsed.tags if tag == "a"}
    assert links <= set(identities)
    assert [tag for tag, _ in parsed.tags if tag == "h1"] == ["h1"]
    assert "prefers-color-scheme: dark" in page()


def test_a_dearer_choice_is_told_as_one() -> None:
    dearer = CostComparison("a/b", "named", 1, 0, Decimal(2), Decimal(1), -1.0)
    assert "100.0% more was spent." in Parsed(page(comparison=dearer)).text
    assert "Comparison" not in Parsed(page(comparison=None)).text


def test_an_empty_ledger_says_so() -> None:
    text = Parsed(page(cost_figures([]), None)).text
    assert "No call of a model is recorded for 2030-01-01 (UTC)." in text
    assert "unavailable" in text
