"""What is said about properties: laws that are offered, laws that nearly hold, why there are none."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from aqe.campaign.options import SubjectReport
from aqe.campaign.property_report import OfferedProperty, PossibleFinding, PropertyReport
from aqe.cli.page import Block, Line
from aqe.cli.views.properties import property_lines, property_summary
from aqe.operations.serialise import to_json

OFFERED = OfferedProperty(
    "test_unescape_undoes_escape",
    "round-trip",
    "unescape(escape(text)) == text",
    ("text: st.text()",),
    ("m1", "m2"),
)
OTHER = replace(OFFERED, test="test_f_is_idempotent", law="f(f(x)) == f(x)", kills=("m2",))
NEAR = PossibleFinding("unquote(quote(text)) == text", ('text = "~"',), 276, 24)
NOTHING = PropertyReport("none", "no law was found")


def report(properties: PropertyReport | None) -> SubjectReport:
    return SubjectReport("shop.codec", Path("codec.py"), "verified", properties=properties)


def texts(blocks: list[Block]) -> list[str]:
    return [each.text for each in blocks if isinstance(each, Line)]


def test_laws_are_told_with_what_they_kill() -> None:
    one = PropertyReport("offered", offered=(OFFERED,))
    assert texts(property_lines(report(one), verbose=False)) == [
        "shop.codec: 1 property that kills 2 mutants that no recorded test kills",
        "round-trip: unescape(escape(text)) == text",
    ]
    two = PropertyReport("offered", offered=(OFFERED, OTHER))
    assert two.kills == 2
    assert texts(property_lines(report(two), verbose=False))[0] == (
        "shop.codec: 2 properties that kill 2 mutants that no recorded test kills"
    )


def test_why_there_are_none_is_told_when_asked() -> None:
    assert property_lines(report(NOTHING), verbose=False) == []
    assert texts(property_lines(report(NOTHING), verbose=True)) == [
        "shop.codec: no properties: no law was found"
    ]
    assert property_lines(report(None), verbose=True) == []
    unavailable = PropertyReport("unavailable", "install hypothesis there")
    assert texts(property_lines(report(unavailable), verbose=True)) == [
        "shop.codec: properties are unavailable: install hypothesis there"
    ]


def test_what_a_note_says_is_not_told_again() -> None:
    noted = replace(report(NOTHING), notes=("no properties: no law was found",))
    assert property_lines(noted, verbose=True) == []


def test_possible_findings_are_told_either_way() -> None:
    found = replace(NOTHING, possible_findings=(NEAR,))
    assert texts(property_lines(report(found), verbose=False)) == [
        (
            "shop.codec: possible finding: unquote(quote(text)) == text does not hold for"
            ' text = "~" (and held for 276 of 300 inputs)'
        )
    ]


def test_the_summary_counts_over_modules() -> None:
    some = report(PropertyReport("offered", offered=(OFFERED,)))
    assert property_summary([report(NOTHING), report(None)]) == ""
    assert property_summary([some, report(None)]) == "; 1 property"
    assert property_summary([some, some]) == "; 2 properties"


def test_json_holds_everything() -> None:
    found = PropertyReport(
        "offered", offered=(OFFERED,), conjectured=9, held=3, possible_findings=(NEAR,)
    )
    written = to_json(found, Path("/p"))
    assert written["kills"] == 2
    assert written["offered"][0]["law"] == "unescape(escape(text)) == text"
    assert written["possible_findings"][0]["failed"] == 24
    assert written["text"] is None
