from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

from aqe.report import RunReport
from aqe.report.html import html

VOID = {"meta", "br", "link", "img", "input", "hr"}


class Page(HTMLParser):
    """Checks nesting while it collects what tests ask for."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.texts.append(data)

    @property
    def text(self) -> str:
        return "".join(self.texts)


def test_it_is_well_nested_and_identities_are_unique(report: RunReport) -> None:
    page = Page(html(report))
    identities = [attributes["id"] for _, attributes in page.tags if "id" in attributes]

    assert len(identities) == len(set(identities))
    labels = {each["aria-labelledby"] for _, each in page.tags if "aria-labelledby" in each}
    links = {(each["href"] or "")[1:] for tag, each in page.tags if tag == "a"}
    assert labels | links <= set(identities)


def test_nothing_comes_from_elsewhere_and_nothing_runs(report: RunReport) -> None:
    text = html(report)
    page = Page(text)

    assert "http://" not in text
    assert "https://" not in text
    assert "@import" not in text
    assert "url(" not in text
    tags = {tag for tag, _ in page.tags}
    assert not tags & {"script", "link", "img", "iframe", "object", "embed", "form", "base"}
    assert not any(name.startswith("on") for _, each in page.tags for name in each)


def test_hostile_names_stay_text(report: RunReport) -> None:
    page = Page(html(report))

    assert "<script>alert('1')</script>&\"::\\x00\\x1b[31m" in page.text
    assert "\x1b" not in page.text
    assert "\u202e" not in page.text
    assert "\\u202e" in page.text


def test_it_shows_what_was_measured_and_where_it_comes_from(report: RunReport) -> None:
    text = Page(html(report)).text

    for expected in (
        "gate: fail",
        "line_coverage 66.66%",
        "4 of 6 lines (66.6%) and 1 of 2 branches (50.0%).",
        "measured, run run-1",
        "unavailable",
        "3 mutants: 1 survived, 1 no-coverage, 1 killed.",
        "+    if amount >= 100:",
        "1 of 2 tests over 30 runs.",
        "3 of 30",
        "The 6 slowest tests take",
        "pytest 8.4.0, coverage 7.6.0",
        "aqe 9.9.9",
    ):
        assert expected in text, expected


def test_source_lines_carry_their_marks(report: RunReport) -> None:
    text = Page(html(report)).text

    assert re.search(r"^ +2 ~ {5}if amount > 100:$", text, re.M)
    assert re.search(r"^ +4 ! {5}return amount$", text, re.M)
    assert re.search(r"^ +3 \+ {9}return amount \* rate$", text, re.M)
    assert re.search(r"^ +5 *$", text, re.M)


def test_it_is_accessible(report: RunReport) -> None:
    page = Page(html(report))
    tables = [tag for tag, _ in page.tags if tag == "table"]
    captions = [tag for tag, _ in page.tags if tag == "caption"]
    headings = [tag for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]

    assert ("html", {"lang": "en"}) in page.tags
    assert len(tables) == len(captions)
    assert headings[0] == "h1"
    assert headings.count("h1") == 1
    assert all(each.get("scope") == "col" for tag, each in page.tags if tag == "th")
    assert "prefers-color-scheme: dark" in html(report)


def test_changed_sources_are_told(report: RunReport) -> None:
    text = Page(html(replace(report, stale=frozenset({"src/shop/price.py"})))).text

    assert "Changed since this run: src/shop/price.py" in text
    assert "marks may stand beside the wrong lines" in text


def test_what_is_not_there_is_not_shown(report: RunReport) -> None:
    bare = RunReport(replace(report.run, outcomes=(), coverage=None))
    text = Page(html(bare)).text

    assert "No test was collected." in text
    assert "did not measure coverage" in text
    assert "Mutants" not in text
    assert "gate" not in text.lower().replace("aggregate", "")


def test_a_form_feed_in_a_source_moves_no_mark(report: RunReport) -> None:
    ((path, source),) = report.sources.items()
    first, _, rest = source.partition("\n")
    paged = replace(report, sources={path: f"{first}\x0c\n{rest}"})

    assert Page(html(paged)).text.replace("\\x0c", "") == Page(html(report)).text
